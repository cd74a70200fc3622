import type { Resource } from '@knarr/api'
import {
  type FlowSchema,
  flowSchemas,
  type PriorityLevelConfiguration,
  priorityLevelConfigurations,
} from '@knarr/api/flowcontrol/v1'
import { type Client, createClient, type Logger, type Transport } from '@knarr/client'
import { deepEqual, hasReason, type KubeObject, timestamp } from '@knarr/machinery'
import { prefixEnd, type Watcher } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import {
  autoupdateKey,
  bootstrapFlowSchemas,
  bootstrapPriorityLevels,
  mandatoryNames,
} from './bootstrap-configuration.ts'
import type { FlowController } from './flow-controller.ts'

export interface FlowConfigurationParts {
  readonly registry: Registry
  /** As somebody who may do anything. */
  readonly transport: Transport
  readonly controller: FlowController
  readonly logger: Logger
}

/** Keeps the flow schemas and priority levels there should be, and the controller to what they say. */
export class FlowConfiguration {
  readonly #parts: FlowConfigurationParts
  readonly #client: Client
  #watchers: Watcher[] = []
  #pending: Promise<void> | undefined

  constructor(parts: FlowConfigurationParts) {
    this.#parts = parts
    this.#client = createClient(parts.transport)
  }

  async start(): Promise<void> {
    await this.ensure()
    const { store } = this.#parts.registry
    const after = await this.#read()
    this.#watchers = [flowSchemas, priorityLevelConfigurations].map((resource) => {
      const from = resourcePrefix(resource)
      return store.watch({ from, to: prefixEnd(from), after }, () => this.#changed())
    })
    this.#changed()
  }

  /** Makes what is missing, and gives back its spec to what the server looks after. */
  async ensure(): Promise<void> {
    await Promise.all([
      ...bootstrapPriorityLevels.map((level) => this.#ensureOne(priorityLevelConfigurations, level)),
      ...bootstrapFlowSchemas.map((schema) => this.#ensureOne(flowSchemas, schema)),
    ])
  }

  /** Resolves once what was under way is over. */
  async close(): Promise<void> {
    for (const watcher of this.#watchers.splice(0)) watcher.close()
    await this.#pending
  }

  async #ensureOne<T extends FlowSchema | PriorityLevelConfiguration>(
    resource: Resource<T>,
    wanted: T,
  ): Promise<void> {
    const { name } = wanted.metadata
    const there = await this.#parts.registry.findObject<T & KubeObject>(resource, { namespace: '', name })
    if (there && (deepEqual(there.spec, wanted.spec) || !isLookedAfter(there))) return
    try {
      if (there) await this.#client.update(resource, { ...there, spec: wanted.spec } as T)
      else await this.#client.create(resource, wanted)
    } catch (error) {
      // Another server was faster.
      if (!hasReason(error, 'AlreadyExists') && !hasReason(error, 'Conflict')) throw error
    }
  }

  /** One round for all that changes until it begins. */
  #changed(): void {
    this.#pending ??= Promise.resolve()
      .then(async () => {
        this.#pending = undefined
        await this.#read()
        await this.#tellDangling()
      })
      .catch((error: unknown) => {
        this.#parts.logger.error('flow control could not follow its configuration', { error: String(error) })
      })
  }

  /** Gives the controller what there is; says as of which revision. */
  async #read(): Promise<number> {
    const { store } = this.#parts.registry
    const levels = await store.range(...rangeOf(priorityLevelConfigurations))
    const schemas = await store.range(...rangeOf(flowSchemas))
    this.#parts.controller.configure(
      schemas.items.map((item) => objectOf<FlowSchema & KubeObject>(item)),
      levels.items.map((item) => objectOf<PriorityLevelConfiguration & KubeObject>(item)),
    )
    return levels.revision
  }

  async #tellDangling(): Promise<void> {
    const { store } = this.#parts.registry
    const { items } = await store.range(...rangeOf(flowSchemas))
    const schemas = items.map((item) => objectOf<FlowSchema & KubeObject>(item))
    const levels = await store.range(...rangeOf(priorityLevelConfigurations))
    const names = new Set(levels.items.map((item) => objectOf(item).metadata.name))
    await Promise.all(
      schemas.map((schema) => this.#tellOne(schema, names.has(schema.spec.priorityLevelConfiguration.name))),
    )
  }

  async #tellOne({ metadata, spec, status }: FlowSchema, isFound: boolean): Promise<void> {
    const value = isFound ? 'False' : 'True'
    const conditions = status?.conditions ?? []
    if (conditions.some((condition) => condition.type === 'Dangling' && condition.status === value)) return
    const name = JSON.stringify(spec.priorityLevelConfiguration.name)
    const condition = {
      ...{ type: 'Dangling', status: value, reason: isFound ? 'Found' : 'NotFound' },
      lastTransitionTime: timestamp(this.#parts.registry.clock.now()),
      message: `This FlowSchema references the PriorityLevelConfiguration object named ${name} ${isFound ? 'and it exists' : 'but there is no such object'}`,
    }
    const others = conditions.filter(({ type }) => type !== 'Dangling')
    const patch = { status: { conditions: [...others, condition] } }
    try {
      const key = { namespace: '', name: metadata.name }
      await this.#client.patch(flowSchemas, key, { type: 'merge', patch }, { subresource: 'status' })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
}

function rangeOf(resource: Resource<FlowSchema> | Resource<PriorityLevelConfiguration>): [string, string] {
  const prefix = resourcePrefix(resource)
  return [prefix, prefixEnd(prefix)]
}

/** The mandatory ones always; the suggested ones until somebody changes them, or says otherwise by annotation. */
function isLookedAfter({ metadata }: KubeObject): boolean {
  if (mandatoryNames.has(metadata.name)) return true
  const annotation = metadata.annotations?.[autoupdateKey]
  return annotation === undefined ? metadata.generation === 1 : annotation === 'true'
}
