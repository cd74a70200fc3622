import type { KubeObject } from '@knarr/machinery'
import type { CustomKind } from '../crd/custom-kind.ts'
import type { Operation } from './operation.ts'
import type { Kept, Registry } from './registry.ts'

/** What is committed where, and in whose name. */
interface Commit {
  readonly key: string
  readonly object: KubeObject
}
interface CommitOptions {
  readonly expected: number
  readonly writer: string
}

/** Commits an object in the version it is kept in, into which a custom one may have to be converted. */
export function putObject(
  { registry, resource: { custom } }: Pick<Operation, 'registry' | 'resource'>,
  { key, object }: Commit,
  options: CommitOptions,
): Promise<Kept> {
  return custom
    ? putCustom({ registry, custom }, { key, object }, options)
    : registry.put(key, object, options)
}

async function putCustom(
  { registry, custom }: { readonly registry: Registry; readonly custom: CustomKind },
  { key, object }: Commit,
  options: CommitOptions,
): Promise<Kept> {
  const kept = await registry.put(key, await custom.toStored(object), options)
  await custom.prepare?.([kept.object])
  return kept
}
