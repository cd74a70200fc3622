import {
  type ValidatingWebhookConfiguration,
  validatingWebhookConfigurations,
} from '@knarr/api/admissionregistration/v1'
import { deepEqual } from '@knarr/machinery'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { setWebhookDefaults } from '../webhook/webhook-defaults.ts'
import { validateWebhooks } from '../webhook/webhook-validation.ts'

export const validatingWebhookConfigurationStrategy: Strategy<ValidatingWebhookConfiguration> =
  strategyOf<ValidatingWebhookConfiguration>({
    resource: validatingWebhookConfigurations,
    allowUnconditionalUpdate: false,
    defaults: (configuration) => {
      for (const webhook of configuration.webhooks ?? []) setWebhookDefaults(webhook)
    },
    validate: ({ webhooks }) => validateWebhooks(webhooks),
    bumpsGeneration: (configuration, old) => !deepEqual(configuration.webhooks, old.webhooks),
    table: tableOf(
      [column('Webhooks', 'How many webhooks there are.', 'integer'), ageColumn],
      (configuration, nowMs) => [configuration.webhooks?.length ?? 0, ageOf(configuration, nowMs)],
    ),
  })
