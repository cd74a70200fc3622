import type { PodTemplateSpec } from '@knarr/api/core/v1'
import { cloneJson, deepEqual } from '@knarr/machinery'
import { labels } from '../well-known.ts'

const { podTemplateHash } = labels
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * A short name for a template's content: FNV-1a over its canonical JSON, in the alphabet of generated names.
 * `collisions` tells apart templates that hash alike.
 */
export function templateHash(template: PodTemplateSpec, collisions = 0): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(`${canonicalJson(template)}${collisions || ''}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return [...String(hash)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join('')
}

/** Whether two templates make the same pods: equal but for the hash label a ReplicaSet adds. */
export function isSameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return deepEqual(withoutHash(a), withoutHash(b))
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  if (!template.metadata?.labels?.[podTemplateHash]) return template
  const copy = cloneJson(template)
  delete copy.metadata?.labels?.[podTemplateHash]
  return copy
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
