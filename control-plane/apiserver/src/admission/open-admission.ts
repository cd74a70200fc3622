import type { Client } from '@knarr/client'
import type { Authorizer } from '../authz/authorizer.ts'
import { ConfigurationError } from '../configuration-error.ts'
import type { AdmissionMetrics } from '../metrics/admission-metrics.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import { AdmissionChain } from './admission-chain.ts'
import type { PluginConfigurations } from './admission-configuration.ts'
import { admissionContextOf } from './admission-context.ts'
import type { AdmissionPlugin } from './admission-plugin.ts'
import { cannotInit, choosePlugins, type PluginChoice } from './choose-plugins.ts'
import type { AdmissionFunction } from './function/admission-function.ts'
import { functionPlugins } from './function/function-plugin.ts'
import { EquivalentResources } from './matching/equivalent-resources.ts'
import { newPlugins, offByDefault } from './plugins/order.ts'

export interface AdmissionOptions {
  /** Which of the built-in admission plugins run. */
  readonly admissionPlugins?: PluginChoice
  /** What built-in plugins are configured with: what `readAdmissionConfiguration` found. */
  readonly admissionConfigurations?: PluginConfigurations
  /** Plugins of one's own, asked after the built-in ones. */
  readonly admission?: readonly AdmissionPlugin[]
  /** Functions of one's own, asked after those. */
  readonly admissionFunctions?: readonly AdmissionFunction[]
}

interface AdmissionParts {
  readonly registry: Registry
  readonly catalog: ResourceCatalog
  readonly caches: WatchCaches
  readonly authorizer: Authorizer
  /** What is asked last and cannot be switched off. */
  readonly last: readonly AdmissionPlugin[]
  readonly metrics: AdmissionMetrics
  loopbackClient(): Client
}

/** The chain a server's writes pass. @throws ConfigurationError for plugins nobody knows, or that cannot run */
export async function openAdmission(
  { registry, catalog, caches, authorizer, loopbackClient, last, metrics }: AdmissionParts,
  options: AdmissionOptions,
): Promise<AdmissionChain> {
  const { admission = [], admissionFunctions = [], admissionPlugins = {} } = options
  const { admissionConfigurations: configurations } = options
  const equivalents = new EquivalentResources(catalog)
  const known = newPlugins({
    registry,
    catalog,
    caches,
    authorizer,
    equivalents,
    loopbackClient,
    configurations,
  })
  const chosen = choosePlugins(known, offByDefault, admissionPlugins)
  await Promise.all(chosen.map(opened))
  // What is charged to a quota should not be refused any more.
  const isQuota = ({ name }: AdmissionPlugin): boolean => name === 'ResourceQuota'
  const others = chosen.filter((plugin) => !isQuota(plugin))
  const functions = functionPlugins(admissionFunctions, equivalents)
  const plugins = [...others, ...admission, ...functions, ...last, ...chosen.filter(isQuota)]
  const measured = plugins.map((plugin) => metrics.measured(plugin))
  return new AdmissionChain(measured, admissionContextOf(registry, caches), metrics.step)
}

async function opened(plugin: AdmissionPlugin): Promise<void> {
  try {
    await plugin.open?.()
  } catch (cause) {
    throw new ConfigurationError(cannotInit(plugin.name, (cause as Error).message), { cause })
  }
}
