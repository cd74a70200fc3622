import { validatingWebhookConfigurations } from '@knarr/api/admissionregistration/v1'
import type { AdmissionPlugin } from '../admission-plugin.ts'
import { isAdmissionConfiguration } from '../matching/match-resources.ts'
import type { PluginParts } from '../plugin-parts.ts'
import { invocationOf } from './matching-webhooks.ts'
import { askWebhook, type Invocation } from './webhook-caller.ts'
import { webhookIndex } from './webhook-index.ts'

/** Asks all validating webhooks that match, at once. */
export function validatingWebhooks({ caches, equivalents, authorizer }: PluginParts): AdmissionPlugin {
  const index = webhookIndex(caches, validatingWebhookConfigurations)
  return {
    name: 'ValidatingAdmissionWebhook',

    handles: (attributes) => !index.isEmpty && !isAdmissionConfiguration(attributes),

    async validate(attributes, context) {
      const invocations: Invocation[] = []
      for (const webhook of await index.current()) {
        const invocation = await invocationOf(webhook, attributes, { equivalents, authorizer, context })
        if (invocation) invocations.push(invocation)
      }
      const answers = await Promise.allSettled(invocations.map((each) => askWebhook(each, context)))
      for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
    },
  }
}
