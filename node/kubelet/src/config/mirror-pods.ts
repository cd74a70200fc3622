import { nodes, type Pod, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { type Draft, hasReason, type OwnerReference } from '@knarr/machinery'
import { deletePodNow } from '../status/status-manager.ts'
import type { PodManager } from './pod-manager.ts'
import { configHashAnnotation, configMirrorAnnotation, mirrorHashOf } from './pod-source.ts'

export interface MirrorPodsOptions {
  readonly client: Client
  readonly logger: Logger
  readonly nodeName: string
  readonly pods: PodManager
}

/** Keeps a pod in the API for every static pod, so that it can be seen there. */
export class MirrorPods {
  readonly #options: MirrorPodsOptions

  constructor(options: MirrorPodsOptions) {
    this.#options = options
  }

  /** Makes the pod's mirror, in place of one that is going or of another static pod. Does nothing for other pods. */
  async ensure(pod: Pod): Promise<void> {
    const { client, logger, pods: manager } = this.#options
    if (!manager.isStatic(pod)) return
    try {
      const mirror = manager.mirrorOf(pod)
      if (mirror && !mirror.metadata.deletionTimestamp && mirrorHashOf(mirror) === hashOf(pod)) return
      if (mirror) await deletePodNow(client, mirror)
      await this.#create(pod)
    } catch (err) {
      logger.warn('cannot show a static pod to the API', { pod: pod.metadata.name, err })
    }
  }

  /** Deletes the mirrors of static pods that are no more; call once the static pods are known. */
  async removeOrphans(): Promise<void> {
    const { client, logger, pods: manager } = this.#options
    for (const mirror of manager.orphanedMirrors()) {
      try {
        await deletePodNow(client, mirror)
      } catch (err) {
        logger.warn('cannot delete an orphaned mirror pod', { pod: mirror.metadata.name, err })
      }
    }
  }

  async #create(pod: Pod): Promise<void> {
    const { uid: _uid, resourceVersion: _revision, ...metadata } = pod.metadata
    const annotations = { ...metadata.annotations, [configMirrorAnnotation]: hashOf(pod) ?? '' }
    const draft: Draft<Pod> = {
      ...{ apiVersion: 'v1', kind: 'Pod', spec: pod.spec },
      metadata: { ...metadata, annotations, ownerReferences: [await this.#ownerOf()] },
    }
    try {
      await this.#options.client.create(pods, draft)
    } catch (error) {
      // Made a moment ago: the informer has not seen it yet.
      if (!hasReason(error, 'AlreadyExists')) throw error
    }
  }

  /** The node as it is now: one that registered again has another uid. */
  async #ownerOf(): Promise<OwnerReference> {
    const { client, nodeName: name } = this.#options
    const { metadata } = await client.get(nodes, { namespace: '', name })
    return { apiVersion: 'v1', kind: 'Node', name, uid: metadata.uid, controller: true }
  }
}

function hashOf({ metadata }: Pod): string | undefined {
  return metadata.annotations?.[configHashAnnotation]
}
