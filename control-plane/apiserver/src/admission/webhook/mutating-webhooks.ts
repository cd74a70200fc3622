import { mutatingWebhookConfigurations } from '@knarr/api/admissionregistration/v1'
import { cloneJson, deepEqual, type KubeObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionPlugin } from '../admission-plugin.ts'
import { isAdmissionConfiguration } from '../matching/match-resources.ts'
import type { PluginParts } from '../plugin-parts.ts'
import { applyResponse } from './apply-response.ts'
import { invocationOf, type MatchParts } from './matching-webhooks.ts'
import { askWebhook } from './webhook-caller.ts'
import { type Webhook, webhookIndex } from './webhook-index.ts'

/** What one write has been through, in case the webhooks are asked again. */
interface Rounds {
  /** Asked before, and to be asked again where the object changes after. */
  readonly reinvocable: Set<string>
  readonly again: Set<string>
  readonly isSecond: boolean
  readonly lastOutput: KubeObject | undefined
}

/**
 * Asks all mutating webhooks that match, one after the other. Where one changed the object, every plugin and
 * those webhooks that asked for it get to see it once more.
 */
export function mutatingWebhooks({ caches, equivalents, authorizer }: PluginParts): AdmissionPlugin {
  const index = webhookIndex(caches, mutatingWebhookConfigurations)
  const rounds = new WeakMap<AdmissionAttributes, Rounds>()

  return {
    name: 'MutatingAdmissionWebhook',

    handles: (attributes) => !index.isEmpty && !isAdmissionConfiguration(attributes),

    async admit(attributes, context) {
      const round = nextRound(rounds.get(attributes), attributes)
      const webhooks = await index.current()
      const isChanged = await askInTurn(webhooks, round, (webhook) =>
        mutate(webhook, attributes, { equivalents, authorizer, context }),
      )
      if (round.isSecond || !isChanged) return undefined
      rounds.set(attributes, { ...round, lastOutput: cloneJson(attributes.object) })
      return 'reinvoke'
    },
  }
}

type Outcome = 'changed' | 'unchanged' | 'not asked'

/** Whether any webhook changed the object. */
async function askInTurn(
  webhooks: readonly Webhook[],
  { isSecond, again, reinvocable }: Rounds,
  ask: (webhook: Webhook) => Promise<Outcome>,
): Promise<boolean> {
  let isChanged = false
  for (const webhook of webhooks) {
    if (isSecond && !again.has(webhook.id)) continue
    const outcome = await ask(webhook)
    if (outcome === 'changed') {
      isChanged = true
      for (const id of reinvocable) again.add(id)
    }
    if (outcome !== 'not asked' && isReinvocable(webhook)) reinvocable.add(webhook.id)
  }
  return isChanged
}

function isReinvocable({ spec }: Webhook): boolean {
  return spec.reinvocationPolicy === 'IfNeeded'
}

function nextRound(first: Rounds | undefined, { object }: AdmissionAttributes): Rounds {
  if (!first) return { reinvocable: new Set(), again: new Set(), isSecond: false, lastOutput: undefined }
  const isChangedSince = !deepEqual(object, first.lastOutput)
  const again = isChangedSince ? new Set([...first.again, ...first.reinvocable]) : first.again
  return { ...first, again, isSecond: true }
}

async function mutate(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  parts: MatchParts,
): Promise<Outcome> {
  const invocation = await invocationOf(webhook, attributes, parts)
  if (!invocation) return 'not asked'
  let isChanged = false
  await askWebhook(invocation, parts.context, (response) => {
    isChanged = applyResponse(invocation, response)
  })
  return isChanged ? 'changed' : 'unchanged'
}
