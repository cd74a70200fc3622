import { deepFreeze, type KubeObject } from '@knarr/machinery'
import type { Item, Template } from '@knarr/storage'

const hole = ',"resourceVersion":"'
const marker = Buffer.from('"resourceVersion":"')

/**
 * The bytes an object is kept, listed and watched as: JSON in upstream's order of metadata, with the place
 * of the resourceVersion left open for the store.
 */
export function templateOf(object: KubeObject): Template {
  const { apiVersion, kind, metadata, ...rest } = object
  const { name, generateName, namespace, uid, resourceVersion: _, ...meta } = metadata
  const names = { name, generateName: generateName || undefined, namespace: namespace || undefined, uid }
  const head = `${JSON.stringify({ kind, apiVersion, metadata: names }).slice(0, -2)}${hole}`
  const bytes = Buffer.from(`${head}"${continued(meta)}${continued(rest)}`)
  return { bytes, revisionAt: Buffer.byteLength(head) }
}

/** The members of an object as they follow others: `,"a":1}`. */
function continued(members: object): string {
  const text = JSON.stringify(members)
  return text === '{}' ? '}' : `,${text.slice(1)}`
}

/** The object of an item in its storage version: decoded once, frozen, shared by everyone. */
export function objectOf<T extends KubeObject = KubeObject>(item: Item): T {
  item.decoded ??= deepFreeze(JSON.parse(textOf(item.value)))
  return item.decoded as T
}

/**
 * Spares decoding what was encoded a moment ago: `object` must be what the item's bytes say. The item's object, which
 * is another where somebody was quicker to ask for it: what is derived from it must not be lost.
 */
export function adoptObject(item: Item, object: KubeObject): KubeObject {
  object.metadata.resourceVersion = String(item.modRevision)
  const adopted = item.decoded ?? settle(object)
  item.decoded = adopted
  return adopted as KubeObject
}

/** Freezes as `deepFreeze`, and drops members that JSON would not have written. */
export function settle<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  return Array.isArray(value) ? settleArray(value) : settleObject(value)
}

function settleArray<T>(array: T & unknown[]): T {
  for (const element of array) if (typeof element === 'object') settle(element)
  return Object.freeze(array) as T
}

function settleObject<T extends object>(object: T): T {
  for (const key in object) {
    const member = object[key]
    if (typeof member === 'object') settle(member)
    else if (member === undefined) delete object[key]
  }
  return Object.freeze(object)
}

/** The item as a deletion (or a selector that no longer matches) shows it: the old value at a new revision. */
export function itemAtRevision(item: Item, revision: number): Item {
  const bytes = Buffer.from(item.value.buffer, item.value.byteOffset, item.value.byteLength)
  const start = bytes.indexOf(marker) + marker.length
  const end = bytes.indexOf(0x22, start)
  const value = Buffer.concat([bytes.subarray(0, start), Buffer.from(String(revision)), bytes.subarray(end)])
  return { key: item.key, value, createRevision: item.createRevision, modRevision: revision }
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
