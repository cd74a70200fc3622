import { apiVersionOf, encodeWatchEventProtobuf } from '@knarr/api'
import type { KubeObject } from '@knarr/machinery'
import type { Item } from '@knarr/storage'
import type { ServedResource } from '../registry/served-resource.ts'
import type { WatchedEvent } from '../watch/watched-event.ts'
import { shownObject } from './answer-value.ts'
import { type Encoder, encodeValue, formName, isKeptForm } from './encode.ts'
import type { Representation } from './representation.ts'
import { objectOf } from './stored-object.ts'
import { partialObjectMetadata, tableOf } from './table.ts'

/** One watch's way of writing events down. */
export class WatchFramer {
  readonly #resource: ServedResource
  readonly #representation: Representation
  readonly #encoder: { readonly cache: Encoder['cache']; nowMs(): number }
  #hasColumns = true

  constructor(
    resource: ServedResource,
    representation: Representation,
    encoder: { readonly cache: Encoder['cache']; nowMs(): number },
  ) {
    this.#resource = resource
    this.#representation = representation.isPretty ? { ...representation, isPretty: false } : representation
    this.#encoder = encoder
  }

  /** The bytes of some events; every watcher that is told the same ones in the same form gets the same bytes. */
  chunk(events: readonly WatchedEvent[]): Uint8Array {
    const frames = events.map((event) => this.frame(event))
    const [first] = frames
    if (first && frames.length === 1) return first
    const name = formName(this.#resource, this.#representation)
    return this.#encoder.cache.chunk(name, frames, () => Buffer.concat(frames))
  }

  /** The bytes of one event. Those of an object are made once for all watchers that want the same form. */
  frame(event: WatchedEvent): Uint8Array {
    if (!('item' in event)) return this.#pack(event.type, this.#encode(this.value(event)))
    if (this.#representation.as === 'Table') return this.#pack(event.type, this.#encode(this.value(event)))
    const name = `${event.type};${formName(this.#resource, this.#representation)}`
    return this.#encoder.cache.frame(event.item, name, () => this.#pack(event.type, this.#bytes(event.item)))
  }

  /** The object of one event. */
  value(event: WatchedEvent): object {
    if (event.type === 'ERROR') return event.status
    const object = event.type === 'BOOKMARK' ? bookmarkOf(this.#resource, event) : objectOf(event.item)
    const representation = this.#representation
    if (representation.as !== 'Table')
      return shownObject(this.#resource, object, { representation, nowMs: 0 })
    const metadata = { resourceVersion: object.metadata.resourceVersion }
    const options = { representation, nowMs: this.#encoder.nowMs(), metadata, hasColumns: this.#hasColumns }
    this.#hasColumns = false
    if (event.type !== 'BOOKMARK') return tableOf(this.#resource, [object], options)
    const row = { cells: [], object: partialObjectMetadata(object, representation.asVersion) }
    return { ...tableOf(this.#resource, [], options), rows: [row] }
  }

  #bytes(item: Item): Uint8Array {
    if (isKeptForm(this.#resource, this.#representation, [item])) return item.value
    return this.#encode(
      shownObject(this.#resource, objectOf(item), { representation: this.#representation, nowMs: 0 }),
    )
  }

  #encode(value: object): Uint8Array {
    const { media } = this.#representation
    return media === 'yaml' ? Buffer.from(JSON.stringify(value)) : encodeValue(value, this.#representation)
  }

  #pack(type: string, object: Uint8Array): Uint8Array {
    if (this.#representation.media === 'protobuf') return encodeWatchEventProtobuf(type, object)
    if (this.#representation.media === 'yaml')
      return Buffer.from(`---\nobject: ${text(object)}\ntype: ${type}\n`)
    const end = object.at(-1) === 0x0a ? object.subarray(0, -1) : object
    return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), end, Buffer.from('}\n')])
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** An object of the right kind that says nothing but how far the watch has come. */
function bookmarkOf(
  { storage }: ServedResource,
  { revision, endsInitialEvents }: { revision: number; endsInitialEvents?: boolean },
): KubeObject {
  const annotations = endsInitialEvents ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  const metadata = { resourceVersion: String(revision), ...annotations }
  return { kind: storage.kind, apiVersion: apiVersionOf(storage), metadata } as KubeObject
}
