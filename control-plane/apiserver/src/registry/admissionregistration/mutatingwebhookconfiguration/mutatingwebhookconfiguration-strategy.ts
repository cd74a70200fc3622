import {
  type MutatingWebhookConfiguration,
  mutatingWebhookConfigurations,
} from '@knarr/api/admissionregistration/v1'
import { deepEqual } from '@knarr/machinery'
import { each, optionalOneOf } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { setWebhookDefaults } from '../webhook/webhook-defaults.ts'
import { validateWebhooks } from '../webhook/webhook-validation.ts'

export const mutatingWebhookConfigurationStrategy: Strategy<MutatingWebhookConfiguration> =
  strategyOf<MutatingWebhookConfiguration>({
    resource: mutatingWebhookConfigurations,
    allowUnconditionalUpdate: false,
    defaults: (configuration) => {
      for (const webhook of configuration.webhooks ?? []) {
        setWebhookDefaults(webhook)
        webhook.reinvocationPolicy ??= 'Never'
      }
    },
    validate: ({ webhooks }) => [
      ...validateWebhooks(webhooks),
      ...each('webhooks', webhooks, ({ reinvocationPolicy }, at) =>
        optionalOneOf(`${at}.reinvocationPolicy`, reinvocationPolicy, ['IfNeeded', 'Never']),
      ),
    ],
    bumpsGeneration: (configuration, old) => !deepEqual(configuration.webhooks, old.webhooks),
    table: tableOf(
      [column('Webhooks', 'How many webhooks there are.', 'integer'), ageColumn],
      (configuration, nowMs) => [configuration.webhooks?.length ?? 0, ageOf(configuration, nowMs)],
    ),
  })
