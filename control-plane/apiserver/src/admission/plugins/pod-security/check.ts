import type { Container, EphemeralContainer, PodSpec } from '@knarr/api/core/v1'
import { allContainersOf } from '../pod-attributes.ts'

/** A pod, or what a template makes. */
export interface Judged {
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: PodSpec
  /** Of the standard: 25 for v1.25. */
  readonly minor: number
}

/** What of metadata counts. */
export interface JudgedMetadata {
  readonly annotations?: Readonly<Record<string, string>>
}

export type AnyContainer = Container | EphemeralContainer

/** What a pod does that it may not. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

export type Check = (pod: Judged) => Violation | undefined

export function judged(metadata: JudgedMetadata | undefined, spec: PodSpec, version: string): Judged {
  const minor = version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.slice('v1.'.length))
  return { annotations: metadata?.annotations ?? {}, spec, minor }
}

/** `container "a"`, `containers "a", "b"`; empty for none. */
export function containersText(containers: readonly AnyContainer[]): string {
  if (containers.length === 0) return ''
  return `${plural('container', containers)} ${quoted(containers.map(({ name }) => name))}`
}

/** Who does it: the pod itself, and which of its containers. */
export function settersText(isPod: boolean, containers: readonly AnyContainer[]): string {
  return [isPod ? 'pod' : '', containersText(containers)].filter(Boolean).join(' and ')
}

export function containersThat({ spec }: Judged, does: (container: AnyContainer) => boolean): AnyContainer[] {
  return allContainersOf(spec).filter(does)
}

export function plural(word: string, of: { readonly length: number }): string {
  return of.length === 1 ? word : `${word}s`
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ')
}

export function sortedSet<T extends string | number>(values: readonly T[]): T[] {
  return [...new Set(values)].sort((one, other) => (one < other ? -1 : 1))
}
