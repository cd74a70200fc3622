import { type AuthorizationOptions, openAuthorizationWebhook } from '@knarr/apiserver'
import type { OptionValues } from '@knarr/component'
import { systemClock, systemRandom } from '@knarr/machinery'

/** Flags of kube-apiserver that say what somebody may do, by upstream's names. */
export const authorizationTable = {
  'authorization-mode': {
    type: 'list',
    help: 'Who is asked whether a request is allowed, in this order: AlwaysAllow, AlwaysDeny, ABAC, Webhook, RBAC, Node. Node,RBAC unless given.',
  },
  'authorization-policy-file': {
    type: 'string',
    help: 'A file with one JSON policy a line: what the authorization mode ABAC allows.',
  },
  'authorization-webhook-config-file': {
    type: 'string',
    help: 'A kubeconfig that says whom the authorization mode Webhook asks.',
  },
  'authorization-webhook-version': {
    type: 'string',
    help: 'The version of the SubjectAccessReview that is sent: v1 or v1beta1; v1beta1 unless given.',
  },
  'authorization-webhook-cache-authorized-ttl': {
    type: 'duration',
    help: 'For how long it is remembered that somebody may; 5m unless given.',
  },
  'authorization-webhook-cache-unauthorized-ttl': {
    type: 'duration',
    help: 'For how long it is remembered that somebody may not; 30s unless given.',
  },
} as const

type Values = OptionValues<typeof authorizationTable>

/** @throws ConfigurationError */
export async function authorizationOptionsOf(values: Values): Promise<AuthorizationOptions> {
  const { authorizationMode: authorizationModes, authorizationPolicyFile } = values
  return {
    ...(authorizationModes.length > 0 ? { authorizationModes } : {}),
    ...(authorizationPolicyFile ? { authorizationPolicyFile } : {}),
    ...(await webhookOf(values)),
  }
}

async function webhookOf(values: Values): Promise<Pick<AuthorizationOptions, 'authorizationWebhook'>> {
  const { authorizationWebhookConfigFile: configFile, authorizationWebhookVersion: version } = values
  if (!configFile) return {}
  const { authorizationWebhookCacheAuthorizedTtl: authorizedTtlMs } = values
  const { authorizationWebhookCacheUnauthorizedTtl: unauthorizedTtlMs } = values
  const options = {
    ...(version ? { version } : {}),
    ...(authorizedTtlMs === undefined ? {} : { authorizedTtlMs }),
    ...(unauthorizedTtlMs === undefined ? {} : { unauthorizedTtlMs }),
  }
  const parts = { clock: systemClock, random: systemRandom }
  return { authorizationWebhook: await openAuthorizationWebhook({ configFile, ...options }, parts) }
}
