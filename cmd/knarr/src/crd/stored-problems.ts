import type { Resource } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { objectProblems } from '@knarr/apiserver'
import { createClient, getIfThere, listAll, type Transport } from '@knarr/client'
import { fieldErrorText, type KubeObject } from '@knarr/machinery'

/** Why an object that is there would not do any more. */
export interface StoredProblem {
  /** `default/a`, or `a` where there are no namespaces. */
  readonly object: string
  readonly version: string
  readonly text: string
}

/** What the objects of a cluster would meet if the definition replaced the cluster's own; undefined where it has none. */
export async function storedProblems(
  transport: Transport,
  definition: CustomResourceDefinition,
): Promise<readonly StoredProblem[] | undefined> {
  const client = createClient(transport)
  const { name } = definition.metadata
  const current = await getIfThere(client, customResourceDefinitions, { namespace: '', name })
  if (!current) return undefined
  const stored = current.spec.versions.find(({ storage }) => storage)
  const readable = stored?.served ? stored : current.spec.versions.find(({ served }) => served)
  if (!readable) return []
  const version = readable.name
  const { items } = await listAll(client, resourceOf(current, version))
  const next = definition.spec.versions.find((each) => each.name === version)
  return items.flatMap((item) => {
    const object = [item.metadata.namespace, item.metadata.name].filter(Boolean).join('/')
    const texts = next ? textsOf(next, item) : [`is kept in version ${version}, which is gone`]
    return texts.map((text) => ({ object, version, text }))
  })
}

function textsOf(version: Parameters<typeof objectProblems>[0], item: KubeObject): string[] {
  const { errors, lost } = objectProblems(version, item)
  return [...errors.map(fieldErrorText), ...lost.map((field) => `${field}: would be lost`)]
}

function resourceOf({ spec }: CustomResourceDefinition, version: string): Resource {
  const { plural, kind } = spec.names
  return { group: spec.group, version, plural, kind, namespaced: spec.scope === 'Namespaced' }
}
