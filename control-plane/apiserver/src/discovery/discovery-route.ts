import { createHash } from 'node:crypto'
import { apiVersionOf } from '@knarr/api'
import type { RemoteVersion } from '../aggregation/backend-discovery.ts'
import { type AcceptClause, negotiate, parseAccept } from '../codec/representation.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import type { Route } from '../routes/route.ts'
import { aggregatedDiscovery } from './aggregated-discovery.ts'
import { apiResourceList } from './api-resource-list.ts'
import { apiGroup, type ServedGroup, servedGroups } from './served-groups.ts'

interface Aggregated {
  readonly bytes: Buffer
  readonly etag: string
}

/** What other servers serve, and when that changed. */
interface RemoteDiscovery {
  readonly generation: number
  versions(): readonly RemoteVersion[]
}

/** `/api` and `/apis` and what is below them down to a group's version: what the server serves. */
export class DiscoveryRoute implements Route {
  readonly #catalog: ResourceCatalog
  readonly #remotes: RemoteDiscovery
  #generation = ''
  #groups: readonly ServedGroup[] = []
  readonly #aggregated = new Map<string, Aggregated>()

  constructor(catalog: ResourceCatalog, remotes: RemoteDiscovery) {
    this.#catalog = catalog
    this.#remotes = remotes
  }

  get paths(): readonly string[] {
    const groups = this.#current()
    const documents = groups.flatMap(({ group, versions }) => {
      const root = group ? `/apis/${group}` : '/api'
      return [root, ...versions.map(({ version }) => `${root}/${version}`)]
    })
    return ['/apis', ...documents]
  }

  handles(path: string): boolean {
    const parts = partsOf(path)
    return (parts[0] === 'api' && parts.length < 3) || (parts[0] === 'apis' && parts.length < 4)
  }

  async answer(request: ServerRequest): Promise<Answer> {
    const [root, ...rest] = partsOf(request.path)
    const groups = this.#current()
    const [group, version] = root === 'api' ? ['', rest[0]] : rest
    const isRoot = rest.length === 0
    if (isRoot) return this.#root(request, root as string, groups)
    const found = groups.find((known) => known.group === group)
    const value = found && (version === undefined ? groupDocument(found) : versionDocument(found, version))
    if (!value)
      return {
        kind: 'bytes',
        code: 404,
        contentType: 'text/plain; charset=utf-8',
        body: '404 page not found\n',
      }
    return { kind: 'value', code: 200, value, representation: negotiate(request) }
  }

  #root(request: ServerRequest, root: string, groups: readonly ServedGroup[]): Answer {
    const version = aggregatedVersion(request)
    if (version) return this.#aggregatedAnswer(request, root, version)
    const headers = { vary: 'Accept' }
    const value = root === 'api' ? apiVersions(groups) : apiGroupList(groups)
    return { kind: 'value', code: 200, value, representation: negotiate(request), headers }
  }

  #aggregatedAnswer(request: ServerRequest, root: string, version: string): Answer {
    const { bytes, etag } = this.#aggregatedBytes(root, version)
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
    const headers = { vary: 'Accept', etag, 'cache-control': 'public' }
    const isKnown = request.headers['if-none-match'] === etag
    return { kind: 'bytes', code: isKnown ? 304 : 200, contentType, headers, body: isKnown ? '' : bytes }
  }

  #aggregatedBytes(root: string, version: string): Aggregated {
    const name = `${root} ${version}`
    const known = this.#aggregated.get(name)
    if (known) return known
    const groups = this.#current().filter(({ group }) => (root === 'api') === (group === ''))
    const bytes = Buffer.from(JSON.stringify(aggregatedDiscovery(groups, version)))
    const etag = `"${createHash('sha256').update(bytes).digest('hex').toUpperCase()}"`
    const made = { bytes, etag }
    this.#aggregated.set(name, made)
    return made
  }

  #current(): readonly ServedGroup[] {
    const generation = `${this.#catalog.generation} ${this.#remotes.generation}`
    if (this.#generation === generation) return this.#groups
    this.#generation = generation
    this.#aggregated.clear()
    this.#groups = servedGroups(this.#catalog, this.#remotes.versions())
    return this.#groups
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

/** The version of `apidiscovery.k8s.io` the client prefers over plain lists, if it does. */
function aggregatedVersion({ headers }: ServerRequest): string | undefined {
  const known = parseAccept(headers['accept'] ?? '').find((clause) => isPlain(clause) || isAggregated(clause))
  return known && isAggregated(known) ? known.parameters['v'] : undefined
}

function isAggregated({ type, parameters }: AcceptClause): boolean {
  const { g: group, as, v: version = '' } = parameters
  const isDiscovery = group === 'apidiscovery.k8s.io' && as === 'APIGroupDiscoveryList'
  return type === 'application/json' && isDiscovery && ['v2', 'v2beta1'].includes(version)
}

function isPlain({ type, parameters }: AcceptClause): boolean {
  return !parameters['as'] && ['application/json', 'application/yaml', '*/*'].includes(type)
}

function apiVersions(groups: readonly ServedGroup[]): object {
  const versions = groups.find(({ group }) => group === '')?.versions.map(({ version }) => version) ?? []
  return { kind: 'APIVersions', versions, serverAddressByClientCIDRs: [] }
}

function apiGroupList(groups: readonly ServedGroup[]): object {
  const named = groups.filter(({ group }) => group !== '')
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(apiGroup) }
}

function groupDocument(group: ServedGroup): object {
  return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) }
}

function versionDocument({ group, versions }: ServedGroup, version: string): object | undefined {
  const found = versions.find((known) => known.version === version)
  return found && apiResourceList(apiVersionOf({ group, version }), found.entries)
}
