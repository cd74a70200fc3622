import { type Service, services } from '@knarr/api/core/v1'
import type { Logger } from '@knarr/client'
import { type Clock, every, type Timer } from '@knarr/machinery'
import { prefixEnd } from '@knarr/storage'
import { objectOf } from './codec/stored-object.ts'
import type { FlowConfiguration } from './flow-control/flow-configuration.ts'
import type { EventExpiry } from './maintenance/event-expiry.ts'
import type { ServiceIpAllocator } from './registry/core/service/service-ip-allocator.ts'
import { resourcePrefix } from './registry/object-keys.ts'
import type { Registry } from './registry/registry.ts'

export interface MaintenanceParts {
  readonly clock: Clock
  readonly registry: Registry
  readonly allocator: ServiceIpAllocator
  readonly logger: Logger
  readonly flowConfiguration: FlowConfiguration | undefined
  readonly eventExpiry: EventExpiry
}

const mendPeriodMs = 180_000
const expiryPeriodMs = 60_000
const pagePeriodMs = 300_000
const flowConfigurationPeriodMs = 60_000

/** Takes what services hold; later rounds free what failed writes left taken. */
export async function mendAllocations({
  registry,
  allocator,
}: Pick<MaintenanceParts, 'registry' | 'allocator'>): Promise<void> {
  const prefix = resourcePrefix(services)
  const { items } = await registry.store.range(prefix, prefixEnd(prefix))
  allocator.repair(items.map((item) => objectOf<Service>(item)))
}

/** What the server does from time to time without being asked. */
export function startMaintenance(parts: MaintenanceParts): Timer {
  const { flowConfiguration, registry } = parts
  const rounds = [
    round(parts, {
      name: 'mending service allocations',
      periodMs: mendPeriodMs,
      task: () => mendAllocations(parts),
    }),
    round(parts, {
      name: 'expiring events',
      periodMs: expiryPeriodMs,
      task: () => parts.eventExpiry.sweep(),
    }),
    round(parts, {
      name: 'expiring pages of lists',
      periodMs: pagePeriodMs,
      task: async () => registry.pages.pass(await registry.store.newest()),
    }),
  ]
  if (flowConfiguration) {
    rounds.push(
      round(parts, {
        name: 'looking after flow control',
        periodMs: flowConfigurationPeriodMs,
        task: () => flowConfiguration.ensure(),
      }),
    )
  }
  const cancel = (): void => {
    for (const timer of rounds) timer.cancel()
  }
  return { cancel }
}

function round(
  { clock, logger }: MaintenanceParts,
  { name, periodMs, task }: { name: string; periodMs: number; task(): Promise<unknown> },
): Timer {
  return every(clock, periodMs, () => {
    task().catch((error: unknown) => logger.error(`${name} failed`, { error: String(error) }))
  })
}
