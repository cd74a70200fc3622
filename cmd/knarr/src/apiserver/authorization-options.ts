import { AuthorizationFile, type AuthorizationOptions, openAuthorizationWebhook } from '@knarr/apiserver'
import { type Logger, OptionError, type OptionValues } from '@knarr/component'
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
  'authorization-config': {
    type: 'string',
    help: 'A file that says who is asked, webhooks and their conditions among them, instead of modes; it is read again when it changes.',
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

/** @throws OptionError, ConfigurationError */
export async function authorizationOptionsOf(values: Values, logger: Logger): Promise<AuthorizationOptions> {
  const { authorizationMode: authorizationModes, authorizationPolicyFile, authorizationConfig } = values
  const policy = authorizationPolicyFile ? { authorizationPolicyFile } : {}
  if (authorizationConfig) {
    refuseModes(values)
    const parts = { clock: systemClock, random: systemRandom, logger }
    return { ...policy, authorizationFile: await AuthorizationFile.open(authorizationConfig, parts) }
  }
  return {
    ...(authorizationModes.length > 0 ? { authorizationModes } : {}),
    ...policy,
    ...(await webhookOf(values)),
  }
}

function refuseModes(values: Values): void {
  const { authorizationWebhookConfigFile, authorizationWebhookVersion } = values
  const { authorizationWebhookCacheAuthorizedTtl, authorizationWebhookCacheUnauthorizedTtl } = values
  const others = [
    ...[...values.authorizationMode, authorizationWebhookConfigFile, authorizationWebhookVersion],
    ...[authorizationWebhookCacheAuthorizedTtl, authorizationWebhookCacheUnauthorizedTtl],
  ]
  if (others.every((other) => other === undefined)) return
  throw new OptionError(
    '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
  )
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
