import { type Clock, deepEqual, every, type Timer } from '@knarr/machinery'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import type { ForeignVersion } from '../openapi/document-input.ts'
import { askBackend, jsonOf } from './ask-backend.ts'
import { type Backend, backendOf, type ProxyClientSource } from './backend.ts'
import { type BackendOpenApi, openApiOfBackend } from './backend-openapi.ts'
import { type DiscoveredResource, resourcesOfGroups, resourcesOfList } from './read-discovery.ts'
import { isAvailable, type RemoteApi, type RemoteApis } from './remote-apis.ts'

const refreshMs = 60_000
const accept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',')

/** What another server said last of a version it answers for. */
export interface RemoteVersion {
  readonly group: string
  readonly version: string
  readonly groupPriority: number
  readonly versionPriority: number
  /** As `apidiscovery.k8s.io` writes them; empty until it has answered once. */
  readonly resources: readonly DiscoveredResource[]
  /** Whether it answered when it was asked last. */
  readonly isCurrent: boolean
}

interface Said {
  readonly resources: readonly DiscoveredResource[]
  readonly openApi: BackendOpenApi
  readonly isCurrent: boolean
}

type Answered = Pick<Said, 'resources' | 'openApi'>

/** Asks extension API servers what they serve, again whenever something of them changes, and every minute. */
export class BackendDiscovery {
  readonly #remotes: RemoteApis
  readonly #context: AdmissionContext
  readonly #client: ProxyClientSource | undefined
  readonly #said = new Map<string, Said>()
  readonly #asking = new Map<string, Promise<void>>()
  #timer: Timer | undefined
  #generation = 0

  constructor(remotes: RemoteApis, context: AdmissionContext, client: ProxyClientSource | undefined) {
    this.#remotes = remotes
    this.#context = context
    this.#client = client
  }

  start(): void {
    this.#remotes.onChange(() => this.#askAll())
    this.#timer = every(this.#context.clock, refreshMs, () => this.#askAll())
    this.#askAll()
  }

  close(): void {
    this.#timer?.cancel()
  }

  /** Changes whenever what `versions` says does. */
  get generation(): number {
    return this.#generation + this.#remotes.generation
  }

  versions(): readonly RemoteVersion[] {
    return this.#remotes.all().map(({ metadata, spec }) => ({
      ...{ group: spec.group ?? '', version: spec.version ?? '' },
      ...{ groupPriority: spec.groupPriorityMinimum, versionPriority: spec.versionPriority },
      resources: this.#said.get(metadata.name)?.resources ?? [],
      isCurrent: this.#said.get(metadata.name)?.isCurrent ?? false,
    }))
  }

  /** How they describe what they answer for. */
  descriptions(): readonly ForeignVersion[] {
    return this.#remotes.all().map(({ metadata, spec }) => ({
      groupVersion: `${spec.group}/${spec.version}`,
      ...this.#said.get(metadata.name)?.openApi,
    }))
  }

  #askAll(): void {
    const all = this.#remotes.all()
    const names = new Set(all.map(({ metadata }) => metadata.name))
    for (const name of this.#said.keys()) if (!names.has(name)) this.#said.delete(name)
    for (const api of all) this.#ask(api)
  }

  #ask(api: RemoteApi): void {
    const { name } = api.metadata
    if (this.#asking.has(name)) return
    const asking = this.#answer(api)
      .catch(() => undefined)
      .then((answered) => this.#hear(name, answered))
      .finally(() => this.#asking.delete(name))
    this.#asking.set(name, asking)
  }

  #hear(name: string, answered: Answered | undefined): void {
    const before = this.#said.get(name)
    const said = { resources: [], openApi: {}, ...before, ...answered, isCurrent: answered !== undefined }
    if (deepEqual(said, before)) return
    this.#said.set(name, said)
    this.#generation++
  }

  /** Undefined from a server that cannot be asked now. */
  async #answer(api: RemoteApi): Promise<Answered | undefined> {
    if (!isAvailable(api)) return undefined
    const { group = '', version = '' } = api.spec
    const { clock } = this.#context
    const backend = await backendOf(api, this.#context, this.#client)
    const resources = await resourcesOf(backend, { group, version }, clock)
    return resources && { resources, openApi: await openApiOfBackend(backend, `${group}/${version}`, clock) }
  }
}

async function resourcesOf(
  backend: Backend,
  { group, version }: { readonly group: string; readonly version: string },
  clock: Clock,
): Promise<readonly DiscoveredResource[] | undefined> {
  const all = jsonOf(await askBackend(backend, '/apis', { accept, clock }))
  const found = all && resourcesOfGroups(all, group, version)
  if (found) return found
  const list = jsonOf(await askBackend(backend, `/apis/${group}/${version}`, { clock }))
  return list && resourcesOfList(list, { group, version })
}
