import type { PluginSetup } from './plugin.ts'
import { acl } from './plugins/acl/acl.ts'
import { any } from './plugins/any/any.ts'
import { auto } from './plugins/auto/auto.ts'
import { autopath } from './plugins/autopath/autopath.ts'
import { bind } from './plugins/bind/bind.ts'
import { bufsize } from './plugins/bufsize/bufsize.ts'
import { cache } from './plugins/cache/cache.ts'
import { cancel } from './plugins/cancel/cancel.ts'
import { chaos } from './plugins/chaos/chaos.ts'
import { debug } from './plugins/debug/debug.ts'
import { dns64 } from './plugins/dns64/dns64.ts'
import { erratic } from './plugins/erratic/erratic.ts'
import { errors } from './plugins/errors/errors.ts'
import { federation } from './plugins/federation/federation.ts'
import { file } from './plugins/file/file.ts'
import { forward } from './plugins/forward/forward.ts'
import { header } from './plugins/header/header.ts'
import { health } from './plugins/health/health.ts'
import { hosts } from './plugins/hosts/hosts.ts'
import { k8sExternal } from './plugins/k8s-external/k8s-external.ts'
import { kubernetes } from './plugins/kubernetes/kubernetes.ts'
import { loadbalance } from './plugins/loadbalance/loadbalance.ts'
import { local } from './plugins/local/local.ts'
import { log } from './plugins/log/log.ts'
import { loop } from './plugins/loop/loop.ts'
import { metadata } from './plugins/metadata/metadata.ts'
import { minimal } from './plugins/minimal/minimal.ts'
import { multisocket } from './plugins/multisocket/multisocket.ts'
import { nsid } from './plugins/nsid/nsid.ts'
import { prometheus } from './plugins/prometheus/prometheus.ts'
import { ready } from './plugins/ready/ready.ts'
import { reload } from './plugins/reload/reload.ts'
import { rewrite } from './plugins/rewrite/rewrite.ts'
import { root } from './plugins/root/root.ts'
import { secondary } from './plugins/secondary/secondary.ts'
import { template } from './plugins/template/template.ts'
import { timeouts } from './plugins/timeouts/timeouts.ts'
import { tls } from './plugins/tls/tls.ts'
import { transfer } from './plugins/transfer/transfer.ts'
import { tsig } from './plugins/tsig/tsig.ts'
import { view } from './plugins/view/view.ts'
import { whoami } from './plugins/whoami/whoami.ts'

/**
 * Every plugin in the order a query meets them, which is that of CoreDNS's plugin.cfg; the order in a Corefile means
 * nothing. A plugin feels what stands below it and must not care what stands above.
 */
export const pluginOrder: readonly PluginSetup[] = [
  root,
  metadata,
  cancel,
  tls,
  timeouts,
  multisocket,
  reload,
  nsid,
  bufsize,
  bind,
  debug,
  ready,
  health,
  prometheus,
  errors,
  log,
  local,
  dns64,
  any,
  chaos,
  loadbalance,
  tsig,
  rewrite,
  autopath,
  acl,
  cache,
  header,
  minimal,
  template,
  transfer,
  hosts,
  federation,
  k8sExternal,
  kubernetes,
  file,
  auto,
  secondary,
  loop,
  forward,
  erratic,
  whoami,
  view,
]
