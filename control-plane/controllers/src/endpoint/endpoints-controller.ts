import { type Endpoints, endpoints, pods, type Service, services } from '@knarr/api/core/v1'
import type { Controller, ReconcileContext } from '@knarr/controller'
import { type Draft, deepEqual, hasReason, keyOf, keyText } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { enqueueServicesOfPods, podsOf } from '../endpointslice/service-pods.ts'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { annotations as annotationNames, labels as labelNames } from '../well-known.ts'
import { desiredSubsets, truncated } from './desired-subsets.ts'

const managedBy = 'endpoint-controller'

/** Keeps the older Endpoints object of every Service with a selector in step with its pods. */
export function endpointsController(): Controller {
  return {
    name: controllerNames.endpoints,
    eventSource: managedBy,
    watches: services,
    reads: [pods, endpoints],
    setup(context) {
      enqueueServicesOfPods(context)
      const wake = ({ metadata }: Endpoints): void =>
        context.enqueue({ namespace: metadata.namespace ?? '', name: metadata.name })
      context.informer(endpoints).addHandler({ onDelete: wake })
    },
    async reconcile(key, context) {
      const service = context.lister.get(services, key)
      if (!service) await remove(context.lister.get(endpoints, key), context)
      else if (service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0) {
        await reconcileEndpoints(service, context)
      }
      return undefined
    },
  }
}

async function reconcileEndpoints(service: Service, context: ReconcileContext): Promise<void> {
  const existing = context.lister.get(endpoints, keyOf(service))
  const { subsets, isCut } = truncated(desiredSubsets(service, podsOf(service, context)))
  const labels = labelsOf(service)
  const { [annotationNames.overCapacity]: _old, ...others } = existing?.metadata.annotations ?? {}
  const annotations = isCut ? { ...others, [annotationNames.overCapacity]: 'truncated' } : others
  const changed = {
    metadata: { ...existing?.metadata, ...keyOf(service), labels, annotations },
    ...(subsets.length > 0 ? { subsets } : {}),
  }
  if (!existing) return await create(service, changed, context)
  const isSame =
    deepEqual(existing.subsets ?? [], subsets) &&
    deepEqual(existing.metadata.labels ?? {}, labels) &&
    deepEqual(existing.metadata.annotations ?? {}, annotations)
  if (isSame) return
  const { apiVersion, kind, metadata } = existing
  const next = { apiVersion, kind, ...changed, metadata: { ...metadata, labels, annotations } }
  await update(service, next, context)
}

async function create(service: Service, draft: Draft<Endpoints>, context: ReconcileContext): Promise<void> {
  try {
    await context.client.create(endpoints, draft)
  } catch (error) {
    if (isNamespaceTerminating(error)) return
    // Made a moment ago, and not shown yet: what it should say now is written over it.
    if (hasReason(error, 'AlreadyExists')) {
      const { apiVersion, kind, metadata } = await context.client.get(endpoints, keyOf(service))
      const { labels = {}, annotations = {} } = draft.metadata
      return await update(
        service,
        { ...draft, apiVersion, kind, metadata: { ...metadata, labels, annotations } },
        context,
      )
    }
    const message = `Failed to create endpoint for service ${keyText(keyOf(service))}: ${textOf(error)}`
    context.events.event(service, { type: 'Warning', reason: eventReasons.failedToCreateEndpoint, message })
    throw error
  }
}

async function update(service: Service, next: Endpoints, context: ReconcileContext): Promise<void> {
  try {
    await context.client.update(endpoints, next)
  } catch (error) {
    if (hasReason(error, 'Conflict')) throw error
    const message = `Failed to update endpoint ${keyText(keyOf(service))}: ${textOf(error)}`
    context.events.event(next, { type: 'Warning', reason: eventReasons.failedToUpdateEndpoint, message })
    throw error
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function labelsOf(service: Service): Record<string, string> {
  const { clusterIP = '' } = service.spec
  const isHeadless = clusterIP === 'None' || clusterIP === ''
  const { [labelNames.headless]: _headless, ...labels } = service.metadata.labels ?? {}
  const headless: Record<string, string> = isHeadless ? { [labelNames.headless]: '' } : {}
  return { ...labels, ...headless, [labelNames.endpointsManagedBy]: managedBy }
}

async function remove(existing: Endpoints | undefined, { client }: ReconcileContext): Promise<void> {
  if (!existing) return
  try {
    await client.delete(endpoints, keyOf(existing), { preconditions: { uid: existing.metadata.uid } })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
