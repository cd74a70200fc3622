import { type Service, services } from '@knarr/api/core/v1'
import type { Controller, ReconcileContext, Result } from '@knarr/controller'
import { keyOf, keyText, parseCidr } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { AddressPool } from './address-pool.ts'

export interface LoadBalancerSettings {
  /** The block that addresses of load balancers are from, once it is known; without one, services wait for somebody else. */
  loadBalancerRange?(): Promise<string | undefined>
}

/** How often a service that got no address is looked at again. */
const retryMs = 30_000

/**
 * Gives services of type LoadBalancer an address, by which nodes' proxies answer. In the place of upstream's
 * service-lb-controller and a cloud: those with a `loadBalancerClass` are somebody else's, and so is a status with addresses
 * from elsewhere.
 */
export function loadBalancerController({ loadBalancerRange }: LoadBalancerSettings): Controller {
  let opened: Promise<AddressPool | undefined> | undefined
  return {
    name: controllerNames.loadBalancer,
    eventSource: 'service-controller',
    watches: services,
    workers: 1,

    async reconcile(key, context) {
      const service = context.lister.get(services, key)
      if (!opened && !(service && wantsBalancer(service))) return undefined
      opened ??= openPool(context, loadBalancerRange)
      const pool = await opened
      if (!pool) return undefined
      if (service && wantsBalancer(service)) return await ensure(service, pool, context)
      pool.release(keyText(key))
      if (service) await clear(service, pool, context)
      return undefined
    },
  }
}

/** The pool, with what services have of it already. */
async function openPool(
  { lister }: ReconcileContext,
  range: LoadBalancerSettings['loadBalancerRange'],
): Promise<AddressPool | undefined> {
  const block = parseCidr((await range?.()) ?? '')
  if (!block) return undefined
  const pool = new AddressPool(block)
  for (const service of lister.list(services)) {
    const ip = addressIn(pool, service)
    if (ip) pool.hold(ip, keyText(keyOf(service)))
  }
  return pool
}

function wantsBalancer({ spec, metadata }: Service): boolean {
  return spec.type === 'LoadBalancer' && !spec.loadBalancerClass && !metadata.deletionTimestamp
}

function addressIn(pool: AddressPool, { status }: Service): string | undefined {
  return status?.loadBalancer?.ingress?.map(({ ip = '' }) => ip).find((ip) => pool.has(ip))
}

async function ensure(
  service: Service,
  pool: AddressPool,
  { client, events }: ReconcileContext,
): Promise<Result | undefined> {
  const asked = service.spec.loadBalancerIP
  const has = addressIn(pool, service)
  const isServed = has ? !asked || asked === has : (service.status?.loadBalancer?.ingress ?? []).length > 0
  if (isServed) return undefined
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    events.event(service, { type, reason, message })
  tell('Normal', eventReasons.ensuringLoadBalancer, 'Ensuring load balancer')
  try {
    if (service.spec.ipFamilies?.every((family) => family === 'IPv6'))
      throw new Error('there are no addresses of family IPv6')
    const ip = pool.take(keyText(keyOf(service)), asked)
    await setIngress(service, [{ ip, ipMode: 'VIP' }], client)
  } catch (error) {
    const message = `Error syncing load balancer: failed to ensure load balancer: ${(error as Error).message}`
    tell('Warning', eventReasons.syncLoadBalancerFailed, message)
    return { requeueAfterMs: retryMs }
  }
  tell('Normal', eventReasons.ensuredLoadBalancer, 'Ensured load balancer')
  return undefined
}

/** Takes the address from a service that became one of another type. */
async function clear(
  service: Service,
  pool: AddressPool,
  { client, events }: ReconcileContext,
): Promise<void> {
  if (service.spec.type === 'LoadBalancer' || !addressIn(pool, service)) return
  const tell = (reason: string, message: string): void =>
    events.event(service, { type: 'Normal', reason, message })
  tell(eventReasons.deletingLoadBalancer, 'Deleting load balancer')
  await setIngress(service, undefined, client)
  tell(eventReasons.deletedLoadBalancer, 'Deleted load balancer')
}

async function setIngress(
  service: Service,
  ingress: NonNullable<NonNullable<Service['status']>['loadBalancer']>['ingress'],
  client: ReconcileContext['client'],
): Promise<void> {
  const loadBalancer = ingress ? { ingress } : {}
  await client.updateStatus(services, { ...service, status: { ...service.status, loadBalancer } })
}
