import { resourceLines } from '../../facts/packed.js'
import { FactLines } from '../facts.ts'
import type { Resource } from '../resource.ts'
import { qualifiedResource } from '../resource.ts'
import { compareVersions, groupOrder } from './group-priority.ts'
import { categoriesOf, shortNamesOf, storagePrefixOf } from './resource-names.ts'

export interface ApiSubresource {
  /** The last part of the path: `status`, `scale`, `exec`. */
  readonly name: string
  readonly kind: string
  /** Of the body's kind, which is not always the resource's: a scale is autoscaling/v1. */
  readonly group: string
  readonly version: string
  readonly verbs: readonly string[]
}

/** One resource at one version, with all that discovery, storage and routing ask of it. */
export interface ApiResource extends Resource {
  readonly singular: string
  /** API verbs, sorted: create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs: readonly string[]
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly subresources: readonly ApiSubresource[]
  /** The group and version the objects are kept in, whichever version they are read and written by. */
  readonly storageGroup: string
  readonly storageVersion: string
  /** The folder of the keys, as kube-apiserver lays it out in etcd: `pods`, `services/specs`. */
  readonly storagePrefix: string
}

export interface ApiGroup {
  /** Empty for the core group. */
  readonly group: string
  /** Preferred first. */
  readonly versions: readonly string[]
  readonly preferredVersion: string
}

interface ResourceFacts {
  namespaced: boolean
  kind: string
  verbs: string[]
  subresources: Record<string, { kind: string; verbs: string[] }>
}

const facts = new FactLines(resourceLines)
let groups: readonly ApiGroup[] | undefined
let resources: readonly ApiResource[] | undefined

/** The built-in groups with their versions, in the order kube-apiserver's discovery has them. */
export function groupVersions(): readonly ApiGroup[] {
  groups ??= readGroups()
  return groups
}

/** Every built-in resource at every served version, in discovery order. */
export function apiResources(): readonly ApiResource[] {
  resources ??= groupVersions().flatMap(({ group, versions }) =>
    versions.flatMap((version) => resourcesOf(group, version)),
  )
  return resources
}

function readGroups(): readonly ApiGroup[] {
  const versions = new Map<string, string[]>()
  for (const name of facts.names()) {
    const [group, version] = splitGroupVersion(name)
    versions.set(group, [...(versions.get(group) ?? []), version])
  }
  const rank = (group: string): number => groupOrder.indexOf(group) + 1 || groupOrder.length + 1
  return [...versions]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([group, names]) => {
      const sorted = names.sort(compareVersions)
      return { group, versions: sorted, preferredVersion: sorted[0] as string }
    })
}

/** `apps/v1` in its two parts; the core group's has none before the slash. */
export function splitGroupVersion(apiVersion: string): [group: string, version: string] {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
}

const parsed = new Map<string, Record<string, ResourceFacts>>()

function factsAt(group: string, version: string): Record<string, ResourceFacts> {
  const name = group ? `${group}/${version}` : version
  const known = parsed.get(name) ?? facts.get<Record<string, ResourceFacts>>(name) ?? {}
  parsed.set(name, known)
  return known
}

function resourcesOf(group: string, version: string): ApiResource[] {
  const byName = Object.entries(factsAt(group, version)).sort(([a], [b]) => (a < b ? -1 : 1))
  return byName.map(([plural, known]) => {
    const name = qualifiedResource({ group, plural })
    return {
      ...{ group, version, plural, kind: known.kind, namespaced: known.namespaced },
      singular: known.kind.toLowerCase(),
      verbs: apiVerbs(known.verbs, known.verbs.includes('post')),
      shortNames: shortNamesOf[name] ?? [],
      categories: categoriesOf[name] ?? [],
      subresources: Object.entries(known.subresources).map(([sub, { kind, verbs }]) => ({
        name: sub,
        kind,
        ...(foreignKinds[kind] ?? { group, version }),
        verbs: sub === 'proxy' ? proxyVerbs : apiVerbs(verbs, false),
      })),
      ...storageOf(group, plural),
    }
  })
}

/** Kinds of subresources that belong to another group than the resource. */
const foreignKinds: Readonly<Record<string, { group: string; version: string }>> = {
  Scale: { group: 'autoscaling', version: 'v1' },
  Eviction: { group: 'policy', version: 'v1' },
  TokenRequest: { group: 'authentication.k8s.io', version: 'v1' },
}

const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update']
const verbsOfMethod: Readonly<Record<string, readonly string[]>> = {
  post: ['create'],
  put: ['update'],
  connect: ['create', 'get'],
}

/** What is listed can be watched, unless nothing ever writes it (component statuses). */
function apiVerbs(methods: readonly string[], isWritten: boolean): readonly string[] {
  const verbs = methods.flatMap((method) => verbsOfMethod[method] ?? [method])
  return [...verbs, ...(isWritten && verbs.includes('list') ? ['watch'] : [])].sort()
}

function storageOf(
  group: string,
  plural: string,
): { storageGroup: string; storageVersion: string; storagePrefix: string } {
  // Both event APIs are views of one store.
  const storageGroup = group === 'events.k8s.io' ? '' : group
  const versions = groupVersions().find((known) => known.group === storageGroup)?.versions ?? []
  const storageVersion = versions.find((version) => plural in factsAt(storageGroup, version)) ?? ''
  return {
    storageGroup,
    storageVersion,
    storagePrefix: storagePrefixOf[qualifiedResource({ group: storageGroup, plural })] ?? plural,
  }
}
