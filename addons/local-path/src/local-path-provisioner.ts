import { persistentVolumeClaims, persistentVolumes } from '@knarr/api/core/v1'
import { type Client, createEventRecorder, createInformerFactory, type Lister } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { type ControllerManager, runControllers } from '@knarr/controller'
import type { Clock, Random } from '@knarr/machinery'
import { claimProvisioner } from './claim-provisioner.ts'
import { claimResizer } from './claim-resizer.ts'
import { NodeDirectories } from './node-directories.ts'
import { volumeNameOf } from './provisioned-volume.ts'
import { ensureProvisionerObjects } from './provisioner-objects.ts'
import { volumeDeleter } from './volume-deleter.ts'

export interface LocalPathProvisionerOptions {
  /** Creates the storage class, and the provisioner's account and role. */
  readonly administrator: Client
  /** Works as the service account `local-path-provisioner`. */
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The nodes of this machine, those to be preferred first, and the directory of each where its volumes are. */
  readonly directories: ReadonlyMap<string, string>
}

/**
 * Dynamic provisioning without a driver: the volume of a claim is a directory on the node of its first pod. One
 * for all nodes of a machine; it meets the rest of the cluster at the API alone.
 */
export class LocalPathProvisioner {
  readonly #stop = new AbortController()
  readonly #manager: ControllerManager
  readonly #lister: Lister
  readonly #swept: Promise<void>

  private constructor(
    { client, clock, random, logger }: LocalPathProvisionerOptions,
    nodes: NodeDirectories,
  ) {
    const { signal } = this.#stop
    const informers = createInformerFactory({ client, clock, random, logger })
    this.#lister = informers.lister
    const controllers = [claimProvisioner(nodes), volumeDeleter(nodes), claimResizer()]
    this.#manager = runControllers(controllers, {
      ...{ informers, clock, random, logger, signal },
      clientFor: () => client,
      eventsFor: (component) => createEventRecorder({ client, clock, random, component }),
    })
    this.#swept = this.#manager.started().then(
      () => this.#sweep(nodes),
      () => {},
    )
  }

  /** Resolves once the storage class is there; claims are served as soon as the provisioner may read them. */
  static async start(options: LocalPathProvisionerOptions): Promise<LocalPathProvisioner> {
    await ensureProvisionerObjects(options.administrator)
    return new LocalPathProvisioner(options, new NodeDirectories(options.directories))
  }

  /** Whether no claim and no volume is being worked on at this moment. */
  get isIdle(): boolean {
    return this.#manager.isIdle
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the provisioner was stopped'))
    await Promise.all([this.#manager.stopped(), this.#swept])
  }

  /** Removes what was made for claims that were gone before their volume was in the API. */
  async #sweep(nodes: NodeDirectories): Promise<void> {
    const known = new Set([
      ...this.#lister.list(persistentVolumes).map(({ metadata }) => metadata.name),
      ...this.#lister.list(persistentVolumeClaims).map(({ metadata }) => volumeNameOf(metadata)),
    ])
    await nodes.sweep((name) => known.has(name))
  }
}
