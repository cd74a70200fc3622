import type { Item } from '@knarr/storage'
import { stringify as yamlText } from 'yaml'
import { isStorageVersion, type ServedResource } from '../registry/served-resource.ts'
import type { ListAnswer, ObjectAnswer } from '../request/answer.ts'
import { listHead, listValue, objectValue, shownObject } from './answer-value.ts'
import type { EncodingCache } from './encoding-cache.ts'
import { toProtobuf } from './protobuf.ts'
import type { Representation } from './representation.ts'
import { objectOf } from './stored-object.ts'

export interface Encoder {
  readonly cache: EncodingCache
  readonly nowMs: number
}

const newline = Buffer.from('\n')
const comma = Buffer.from(',')

/** Any value in the form asked for. */
export function encodeValue(value: object, { media, isPretty }: Representation): Uint8Array {
  if (media === 'protobuf') return toProtobuf(value)
  if (media === 'yaml') return Buffer.from(yamlText(value, { aliasDuplicateObjects: false, lineWidth: 0 }))
  return Buffer.from(`${isPretty ? JSON.stringify(value, undefined, 2) : JSON.stringify(value)}\n`)
}

/** One object; where it is as kept, plain JSON is the very bytes of the store. */
export function encodeObject(answer: ObjectAnswer, encoder: Encoder): Uint8Array {
  const { item, resource, representation } = answer
  if (!item) return encodeValue(objectValue(answer, encoder.nowMs), representation)
  if (isKeptForm(resource, representation, [item])) return Buffer.concat([item.value, newline])
  return encodeItem(item, { resource, representation, encoder })
}

interface ItemForm {
  readonly resource: ServedResource
  readonly representation: Representation
  readonly encoder: Encoder
}

/** Ages in tables change with time, so tables are not kept. */
function encodeItem(item: Item, { resource, representation, encoder }: ItemForm): Uint8Array {
  const encode = (): Uint8Array =>
    encodeValue(
      shownObject(resource, objectOf(item), { representation, nowMs: encoder.nowMs }),
      representation,
    )
  if (representation.as === 'Table') return encode()
  return encoder.cache.get(item, formName(resource, representation), encode)
}

/** Names an encoding among those of one item, which may be shown in several versions. */
export function formName({ api, custom }: ServedResource, { name }: Representation): string {
  return `${api.group}/${api.version}@${custom?.revision ?? ''};${name}`
}

/** Whether the bytes kept are already the answer; a definition may since have come to see an object differently. */
export function isKeptForm(
  resource: ServedResource,
  representation: Representation,
  items: readonly Item[],
): boolean {
  if (representation.name !== 'json' || !isStorageVersion(resource)) return false
  const { custom } = resource
  return !custom || items.every((item) => custom.toServed(objectOf(item)) === objectOf(item))
}

/** A list; in plain JSON the items' bytes one after the other. */
export function encodeList(answer: ListAnswer, encoder: Encoder): Uint8Array {
  const { resource, items, metadata, representation } = answer
  if (!isKeptForm(resource, representation, items))
    return encodeValue(listValue(answer, encoder.nowMs), representation)
  const head = JSON.stringify(listHead(resource, metadata)).slice(0, -1)
  const chunks: Uint8Array[] = [Buffer.from(`${head},"items":[`)]
  for (const [index, item] of items.entries()) {
    if (index > 0) chunks.push(comma)
    chunks.push(item.value)
  }
  chunks.push(Buffer.from(']}\n'))
  return Buffer.concat(chunks)
}
