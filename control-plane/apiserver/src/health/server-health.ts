import { HealthChecks } from '@knarr/component'
import type { Store } from '@knarr/storage'
import type { ServerLifecycle } from './server-lifecycle.ts'

/** What the three endpoints ask. */
export interface ServerHealth {
  /** `/livez`, and `/healthz`. */
  readonly livez: HealthChecks
  readonly readyz: HealthChecks
}

/** The components there are from the start: where objects are kept, by upstream's name. */
export function componentHealth(store: Store): HealthChecks {
  const components = new HealthChecks('componentstatuses')
  components.remove('ping')
  components.add('etcd-0', () => asked(store))
  return components
}

/** The checks of a server that has no hooks behind it yet; each that runs adds its own. */
export function serverHealth(store: Store, lifecycle: ServerLifecycle): ServerHealth {
  const livez = new HealthChecks('livez')
  const readyz = new HealthChecks('readyz')
  for (const checks of [livez, readyz]) checks.add('etcd', () => asked(store))
  readyz.add('shutdown', () => {
    if (lifecycle.isShuttingDown) throw new Error('process is shutting down')
  })
  return { livez, readyz }
}

/** @throws Error where it does not answer */
async function asked(store: Store): Promise<void> {
  await store.get('/registry/health')
}
