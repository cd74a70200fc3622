import type { ApiResource, GroupVersionKind } from '@knarr/api'
import { Definitions } from './definitions.ts'
import type { Dialect, JsonSchema } from './json-schema.ts'
import type { Path } from './operation.ts'
import { pathsOf } from './paths.ts'

/** What the documents are about. The documents are kept as long as this very object is. */
export interface OpenApiInput {
  /** Built-in and custom resources at each of their served versions. */
  readonly resources: readonly ApiResource[]
  /** The schema a CRD gives its kind; undefined leaves the kind open. */
  readonly customSchemaOf?: (gvk: GroupVersionKind) => JsonSchema | undefined
  /** What other servers say of the versions they answer for. */
  readonly foreign?: readonly ForeignVersion[]
  /** The server's version, such as `v1.36.0`. */
  readonly version?: string
}

/** A version of a group that another server describes. */
export interface ForeignVersion {
  /** `GROUP/VERSION`. */
  readonly groupVersion: string
  /** Where its OpenAPI 3 document is, as that server's index has it; it is asked for there. */
  readonly v3Url?: string
  /** The whole Swagger document of that server. */
  readonly swagger?: object
}

export interface DocumentParts {
  readonly paths: readonly Path[]
  readonly definitions: Record<string, JsonSchema>
}

/** The paths and definitions of some of the input's resources. */
export function documentParts(
  input: OpenApiInput,
  dialect: Dialect,
  resources: readonly ApiResource[],
): DocumentParts {
  const groupVersions = new Map(
    input.resources.map(({ group, version }) => [`${group}/${version}`, { group, version }]),
  )
  const definitions = new Definitions(dialect, [...groupVersions.values()])
  const paths = resources.flatMap(pathsOf)
  for (const resource of resources) {
    definitions.addKind(resource, input.customSchemaOf?.(resource))
    if (resource.verbs.includes('list')) {
      definitions.addKind({ ...resource, kind: `${resource.kind}List` })
    }
    for (const subresource of resource.subresources) {
      if (!subresource.kind.endsWith('Options')) addSubresource(definitions, subresource, resource)
    }
  }
  for (const name of ['DeleteOptions', 'Status', 'WatchEvent', 'Patch', 'APIResourceList', 'APIGroup']) {
    definitions.addType(`meta.v1.${name}`)
  }
  return { paths, definitions: definitions.all() }
}

/** A subresource mostly is of its resource's kind, which is there already. */
function addSubresource(
  definitions: Definitions,
  subresource: GroupVersionKind,
  resource: ApiResource,
): void {
  if (subresource.kind !== resource.kind) definitions.addKind(subresource)
}
