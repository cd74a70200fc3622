import { messageLines } from '../../facts/packed.js'
import { FactLines } from '../facts.ts'
import type { Schema, SchemaField } from '../schema/schema.ts'

/** One field of a message, matched with the JSON field it stands for. */
export interface MessageField {
  readonly number: number
  /** The message, or the scalar: `string`, `bool`, `int32`, `int64`, `double`, `bytes`. */
  readonly type: string
  readonly isRepeated: boolean
  readonly isMap: boolean
  /** Undefined for a nested message whose fields JSON has flat in the parent (Go's inlined structs). */
  readonly field: SchemaField | undefined
}

const facts = new FactLines(messageLines)

export function hasMessage(name: string): boolean {
  return facts.has(name)
}

/** The fields of message `name` in the order of their numbers, as `schema` has them; those it lacks are left out. */
export function messageFields(name: string, schema: Schema): readonly MessageField[] {
  const message = facts.get<Record<string, [number, string]>>(name)
  if (!message) throw new Error(`no facts of message ${name}`)
  const byName = new Map(Object.values(schema.fields ?? {}).map((field) => [bareName(field.name), field]))
  return Object.entries(message)
    .flatMap(([fieldName, [number, type]]): MessageField[] => {
      const parsed = { number, ...parseType(type) }
      const field = byName.get(bareName(fieldName))
      if (field) return [{ ...parsed, field }]
      return isInlined(parsed, byName) ? [{ ...parsed, field: undefined }] : []
    })
    .sort((a, b) => a.number - b.number)
}

/** Protobuf spells some names its own way: `Webhooks`, `aPIGroup`, `xKubernetesListType`. */
const bareName = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()

function parseType(type: string): { type: string; isRepeated: boolean; isMap: boolean } {
  if (type.startsWith('repeated ')) return { type: type.slice(9), isRepeated: true, isMap: false }
  if (type.startsWith('map<string,')) return { type: type.slice(11, -1), isRepeated: false, isMap: true }
  return { type, isRepeated: false, isMap: false }
}

/** Whether a message's fields are the parent's own in JSON; otherwise it is of a later release than the types. */
function isInlined(
  { type, isRepeated, isMap }: { type: string; isRepeated: boolean; isMap: boolean },
  byName: ReadonlyMap<string, SchemaField>,
): boolean {
  if (isRepeated || isMap) return false
  const inner = facts.get<Record<string, [number, string]>>(type)
  return Object.entries(inner ?? {}).some(
    ([name, [, innerType]]) => byName.has(bareName(name)) || isInlined(parseType(innerType), byName),
  )
}
