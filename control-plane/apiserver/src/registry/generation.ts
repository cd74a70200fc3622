import { deepEqual, type KubeObject } from '@knarr/machinery'
import type { Strategy } from './strategy.ts'

const specOf = (object: KubeObject): unknown => (object as KubeObject & { spec?: unknown }).spec

/** 1 for kinds that count generations: those with a spec, unless their strategy says otherwise. */
export function initialGeneration(strategy: Strategy, object: KubeObject): number | undefined {
  if (strategy.bumpsGeneration === null) return undefined
  return strategy.bumpsGeneration || specOf(object) !== undefined ? 1 : undefined
}

/** The generation of `object` that replaces `old`. */
export function nextGeneration(strategy: Strategy, object: KubeObject, old: KubeObject): number | undefined {
  const generation = old.metadata.generation
  if (strategy.bumpsGeneration === null) return generation
  const isNew = strategy.bumpsGeneration
    ? strategy.bumpsGeneration(object, old)
    : !deepEqual(specOf(object), specOf(old))
  return isNew ? (generation ?? 0) + 1 : generation
}
