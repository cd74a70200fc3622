import { apiVersionOf } from '@knarr/api'
import type { KubeObject, ListMeta } from '@knarr/machinery'
import type { ServedResource } from '../registry/served-resource.ts'
import type { ListAnswer, ObjectAnswer } from '../request/answer.ts'
import { toServedVersion } from './convert-object.ts'
import type { Representation } from './representation.ts'
import { objectOf } from './stored-object.ts'
import { partialObjectMetadata, tableOf } from './table.ts'

/** One object as an answer shows it: in its version, as a table, or as its metadata. */
export function shownObject(
  resource: ServedResource,
  object: KubeObject,
  { representation, nowMs }: { representation: Representation; nowMs: number },
): object {
  if (representation.as === 'Table') {
    const metadata = { resourceVersion: object.metadata.resourceVersion }
    return tableOf(resource, [object], { representation, nowMs, metadata })
  }
  if (representation.as) return partialObjectMetadata(object, representation.asVersion)
  return toServedVersion(resource, object)
}

export function objectValue({ resource, object, representation }: ObjectAnswer, nowMs: number): object {
  return shownObject(resource, object, { representation, nowMs })
}

/** A list as one value; its items are the shared, frozen objects where the version is the one kept. */
export function listValue(answer: ListAnswer, nowMs: number): object {
  const { resource, items, metadata, representation } = answer
  const objects = items.map((item) => objectOf(item))
  if (representation.as === 'Table') return tableOf(resource, objects, { representation, nowMs, metadata })
  if (representation.as) {
    const { asVersion } = representation
    const partial = objects.map((object) => partialObjectMetadata(object, asVersion))
    const head = { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${asVersion}` }
    return { ...head, metadata, items: partial }
  }
  return {
    ...listHead(resource, metadata),
    items: objects.map((object) => toServedVersion(resource, object)),
  }
}

export function listHead(
  { api, custom }: ServedResource,
  metadata: ListMeta,
): { kind: string; apiVersion: string; metadata: ListMeta } {
  return { kind: custom?.listKind ?? `${api.kind}List`, apiVersion: apiVersionOf(api), metadata }
}
