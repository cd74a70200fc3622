import type { Machine } from '@knarr/linux'

/** Placeholder until the filter is compiled. */
export function seccompFilter(_machine: Machine, _capabilities: ReadonlySet<number>): Uint8Array | undefined {
  return undefined
}
