import { type APIService, apiServices } from '@knarr/api/apiregistration/v1'
import type { Client, Logger } from '@knarr/client'
import { type Draft, deepEqual, hasReason, type StatusReason } from '@knarr/machinery'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import { isBuiltInGroup, localPriority } from './api-service-priorities.ts'

const managedLabel = 'kube-aggregator.kubernetes.io/automanaged'

/**
 * Keeps an APIService for every version of a group that this server answers for itself: one of its own for good, one of a
 * definition for as long as that is served. One that somebody else made for the same version is left alone.
 */
export class AutoRegistration {
  readonly #client: Client
  readonly #catalog: ResourceCatalog
  readonly #logger: Logger
  #work: Promise<void> | undefined
  #isClosed = false

  constructor(options: { client: Client; catalog: ResourceCatalog; logger: Logger }) {
    this.#client = options.client
    this.#catalog = options.catalog
    this.#logger = options.logger
  }

  /** Resolves when all there is now is registered. */
  async start(): Promise<void> {
    this.#catalog.onChange(() => void this.#synced())
    await this.#synced()
  }

  close(): void {
    this.#isClosed = true
  }

  /** Of changes that come together, one round takes care. */
  #synced(): Promise<void> {
    this.#work ??= Promise.resolve()
      .then(() => {
        this.#work = undefined
        return this.#isClosed ? undefined : this.#sync()
      })
      .catch((error: unknown) => this.#logger.error('registering APIs failed', { error: String(error) }))
    return this.#work
  }

  async #sync(): Promise<void> {
    const { items } = await this.#client.list<APIService>(apiServices)
    const wanted = wantedApis(this.#catalog)
    const present = new Map(items.map((item) => [item.metadata.name, item]))
    await Promise.all([
      ...[...wanted.values()].map((api) => this.#ensure(api, present.get(api.metadata.name ?? ''))),
      ...items.filter((api) => isObsolete(api, wanted)).map((api) => this.#remove(api)),
    ])
  }

  async #ensure(wanted: Draft<APIService>, present: APIService | undefined): Promise<void> {
    if (!present) {
      await tolerating('AlreadyExists', this.#client.create<APIService>(apiServices, wanted))
      return
    }
    const label = present.metadata.labels?.[managedLabel]
    if (label !== 'true' || deepEqual(present.spec, wanted.spec)) return
    await tolerating(
      'Conflict',
      this.#client.update<APIService>(apiServices, { ...present, spec: wanted.spec } as APIService),
    )
  }

  async #remove({ metadata }: APIService): Promise<void> {
    await tolerating('NotFound', this.#client.delete(apiServices, { namespace: '', name: metadata.name }))
  }
}

async function tolerating(reason: StatusReason, call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!hasReason(error, reason)) throw error
  }
}

function isObsolete({ metadata }: APIService, wanted: ReadonlyMap<string, unknown>): boolean {
  return metadata.labels?.[managedLabel] !== undefined && !wanted.has(metadata.name)
}

function wantedApis(catalog: ResourceCatalog): Map<string, Draft<APIService>> {
  const wanted = new Map<string, Draft<APIService>>()
  for (const { api } of catalog.entries()) {
    const { group, version } = api
    const name = `${version}.${group}`
    if (!wanted.has(name)) wanted.set(name, localApi(name, group, version))
  }
  return wanted
}

function localApi(name: string, group: string, version: string): Draft<APIService> {
  const priority = localPriority(group, version)
  const spec = {
    ...(group ? { group } : {}),
    ...{ version, groupPriorityMinimum: priority.group, versionPriority: priority.version },
  }
  return { metadata: { name, labels: { [managedLabel]: isBuiltInGroup(group) ? 'onstart' : 'true' } }, spec }
}
