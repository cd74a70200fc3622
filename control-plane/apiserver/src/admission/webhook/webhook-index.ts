import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhook,
  ValidatingWebhookConfiguration,
} from '@knarr/api/admissionregistration/v1'
import { selectorOf } from '@knarr/machinery'
import type { KeyedResource } from '../../registry/object-keys.ts'
import type { WatchCaches } from '../../watch/watch-caches.ts'
import { ConfigurationIndex } from '../configuration-index.ts'
import type { Matcher } from '../matching/match-resources.ts'
import { requestEnvironment } from '../policy/compiled-expression.ts'
import { type CompiledCondition, compileConditions } from '../policy/match-conditions.ts'

/** One webhook of one configuration, ready to be matched. */
export interface Webhook extends Matcher {
  readonly spec: MutatingWebhook & ValidatingWebhook
  readonly conditions: readonly CompiledCondition[]
  /** Tells it from every other, also of the same name. */
  readonly id: string
}

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration

/** The webhooks there are: by the names of their configurations, then as these list them. */
export type WebhookIndex = ConfigurationIndex<Configuration, readonly Webhook[]>

export function webhookIndex(caches: WatchCaches, resource: KeyedResource): WebhookIndex {
  return new ConfigurationIndex(caches, resource, (configurations: readonly Configuration[]) =>
    configurations.flatMap(({ metadata, webhooks = [] }) =>
      webhooks.map((spec, index) => ({
        spec,
        id: `${metadata.name}/${spec.name}/${index}`,
        conditions: compileConditions(requestEnvironment, spec.matchConditions),
        rules: spec.rules ?? [],
        matchPolicy: spec.matchPolicy,
        namespaceSelector: selectorOf(spec.namespaceSelector ?? {}),
        objectSelector: selectorOf(spec.objectSelector ?? {}),
      })),
    ),
  )
}
