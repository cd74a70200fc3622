import { HealthChecks } from '@knarr/component'
import type { Store } from '@knarr/storage'
import type { ServerLifecycle } from './server-lifecycle.ts'

/** What the three endpoints ask. */
export interface ServerHealth {
  /** `/livez`, and `/healthz`. */
  readonly livez: HealthChecks
  readonly readyz: HealthChecks
}

/** The checks of a server that has no hooks behind it yet; each that runs adds its own. */
export function serverHealth(store: Store, lifecycle: ServerLifecycle): ServerHealth {
  const livez = new HealthChecks('livez')
  const readyz = new HealthChecks('readyz')
  const etcd = async (): Promise<void> => {
    await store.get('/registry/health')
  }
  for (const checks of [livez, readyz]) checks.add('etcd', etcd)
  readyz.add('shutdown', () => {
    if (lifecycle.isShuttingDown) throw new Error('process is shutting down')
  })
  return { livez, readyz }
}
