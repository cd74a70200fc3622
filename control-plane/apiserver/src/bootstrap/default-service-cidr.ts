import { type ServiceCIDR, serviceCIDRs } from '@knarr/api/networking/v1'
import { type Client, createIfMissing } from '@knarr/client'
import { type Clock, deepEqual, timestamp } from '@knarr/machinery'

const key = { namespace: '', name: 'kubernetes' }

/**
 * Shows the server's own service network as the ServiceCIDR `kubernetes`, ready. One that says otherwise is
 * left as it is, as upstream's default ServiceCIDR controller leaves it.
 */
export async function ensureDefaultServiceCidr(
  client: Client,
  cidrs: readonly string[],
  clock: Clock,
): Promise<void> {
  await createIfMissing(client, serviceCIDRs, { metadata: { name: key.name }, spec: { cidrs: [...cidrs] } })
  const found = await client.get(serviceCIDRs, key)
  const isOurs = deepEqual(found.spec.cidrs, cidrs) && !found.metadata.deletionTimestamp
  if (isOurs && !isJudged(found)) await client.updateStatus(serviceCIDRs, { ...found, status: ready(clock) })
}

function isJudged({ status }: ServiceCIDR): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is !== 'Unknown') ?? false
}

function ready(clock: Clock): NonNullable<ServiceCIDR['status']> {
  const message = 'Kubernetes default Service CIDR is ready'
  const lastTransitionTime = timestamp(clock.now())
  return { conditions: [{ type: 'Ready', status: 'True', reason: '', message, lastTransitionTime }] }
}
