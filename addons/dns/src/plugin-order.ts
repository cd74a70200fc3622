import type { PluginSetup } from './plugin.ts'
import { cache } from './plugins/cache/cache.ts'
import { errors } from './plugins/errors/errors.ts'
import { forward } from './plugins/forward/forward.ts'
import { health } from './plugins/health/health.ts'
import { hosts } from './plugins/hosts/hosts.ts'
import { kubernetes } from './plugins/kubernetes/kubernetes.ts'
import { loadbalance } from './plugins/loadbalance/loadbalance.ts'
import { log } from './plugins/log/log.ts'
import { loop } from './plugins/loop/loop.ts'
import { prometheus } from './plugins/prometheus/prometheus.ts'
import { ready } from './plugins/ready/ready.ts'
import { reload } from './plugins/reload/reload.ts'

/**
 * Every plugin in the order a query meets them, which is that of CoreDNS's plugin.cfg; the order in a Corefile means
 * nothing. A plugin feels what stands below it and must not care what stands above.
 */
export const pluginOrder: readonly PluginSetup[] = [
  reload,
  ready,
  health,
  prometheus,
  errors,
  log,
  loadbalance,
  cache,
  hosts,
  kubernetes,
  loop,
  forward,
]
