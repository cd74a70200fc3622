import type { Registry } from '../registry/registry.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import { AdmissionChain } from './admission-chain.ts'
import { admissionContextOf } from './admission-context.ts'
import type { AdmissionPlugin } from './admission-plugin.ts'
import { choosePlugins, type PluginChoice } from './choose-plugins.ts'
import { admissionOrder, offByDefault } from './plugins/order.ts'

export interface AdmissionOptions {
  /** Which of the built-in admission plugins run. */
  readonly admissionPlugins?: PluginChoice
  /** Plugins of one's own, asked after the built-in ones. */
  readonly admission?: readonly AdmissionPlugin[]
}

interface AdmissionParts {
  readonly registry: Registry
  readonly caches: WatchCaches
  /** What is asked last and cannot be switched off. */
  readonly last: readonly AdmissionPlugin[]
}

/** The chain a server's writes pass. @throws Error for plugins nobody knows */
export function openAdmission(
  { registry, caches, last }: AdmissionParts,
  options: AdmissionOptions,
): AdmissionChain {
  const chosen = choosePlugins(admissionOrder, offByDefault, options.admissionPlugins ?? {})
  const plugins = [...chosen, ...(options.admission ?? []), ...last]
  return new AdmissionChain(plugins, admissionContextOf(registry, caches))
}
