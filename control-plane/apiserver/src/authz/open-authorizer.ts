import { ConfigurationError } from '../configuration-error.ts'
import type { AuthorizerMetrics } from '../metrics/authorizer-metrics.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import { abacAuthorizer } from './abac/abac-authorizer.ts'
import { readAbacPolicies } from './abac/abac-policy.ts'
import { alwaysAllow, alwaysDeny, privilegedGroup } from './always-authorizers.ts'
import { type Authorizer, chainAuthorizers } from './authorizer.ts'
import type { AuthorizationFile } from './config/authorization-file.ts'
import { NodeAuthorizer } from './node/node-authorizer.ts'
import type { WebhookAuthorizer } from './webhook/webhook-authorizer.ts'

export interface AuthorizationOptions {
  /** Upstream's `--authorization-mode`, in the order they are asked; Node and RBAC unless given. */
  readonly authorizationModes?: readonly string[]
  /** Upstream's `--authorization-policy-file`: what the mode ABAC allows. */
  readonly authorizationPolicyFile?: string
  /** Whom the mode Webhook asks; closed with the server. */
  readonly authorizationWebhook?: WebhookAuthorizer
  /** Says who is asked, instead of modes; closed with the server. */
  readonly authorizationFile?: AuthorizationFile
  /** Asked after all others. */
  readonly authorizers?: readonly Authorizer[]
}

interface AuthorizationParts {
  readonly caches: WatchCaches
  readonly rbac: Authorizer
  readonly metrics: AuthorizerMetrics
}

type MakeAuthorizer = (parts: AuthorizationParts, options: AuthorizationOptions) => Authorizer

/** How each of upstream's modes is made. */
const modes: ReadonlyMap<string, MakeAuthorizer> = new Map<string, MakeAuthorizer>([
  ['AlwaysAllow', () => alwaysAllow],
  ['AlwaysDeny', () => alwaysDeny],
  ['ABAC', (_, { authorizationPolicyFile: path = '' }) => abacAuthorizer(readAbacPolicies(path))],
  ['Webhook', (_, { authorizationWebhook }) => authorizationWebhook as Authorizer],
  ['RBAC', ({ rbac }) => rbac],
  ['Node', ({ caches }) => new NodeAuthorizer(caches)],
])

/** Who may do what: `system:masters` everything, others what somebody who is asked allows. @throws ConfigurationError */
export function openAuthorizer(parts: AuthorizationParts, options: AuthorizationOptions): Authorizer {
  const { authorizationFile: file } = options
  const errors = file ? fileErrors(options) : optionErrors(options)
  if (errors.length > 0) throw new ConfigurationError(errors.join('\n'))
  return file ? authorizerOfFile(file, parts, options) : authorizerOfModes(parts, options)
}

const privileged = privilegedGroup('system:masters')
const usualModes = ['Node', 'RBAC']

function authorizerOfModes(parts: AuthorizationParts, options: AuthorizationOptions): Authorizer {
  const { authorizationModes = usualModes, authorizers = [] } = options
  const chosen = authorizationModes.map((mode) => {
    const authorizer = (modes.get(mode) as MakeAuthorizer)(parts, options)
    return parts.metrics.measured(mode, mode.toLowerCase(), authorizer)
  })
  return chainAuthorizers([privileged, ...chosen, ...authorizers])
}

/** Whatever the file says at the time. All but webhooks are made once. */
function authorizerOfFile(
  file: AuthorizationFile,
  parts: AuthorizationParts,
  options: AuthorizationOptions,
): Authorizer {
  const made = new Map<string, Authorizer>()
  const madeOnce = (type: string): Authorizer => {
    const authorizer = made.get(type) ?? (modes.get(type) as MakeAuthorizer)(parts, options)
    made.set(type, authorizer)
    return authorizer
  }
  const chain = (): Authorizer => {
    const { authorizers, webhooks } = file.current
    const chosen = authorizers.map(({ type, name }) =>
      parts.metrics.measured(type, name, webhooks.get(name) ?? madeOnce(type)),
    )
    return chainAuthorizers([privileged, ...chosen, ...(options.authorizers ?? [])])
  }
  let current = chain()
  file.onReload(() => {
    current = chain()
  })
  return {
    authorize: (attributes) => current.authorize(attributes),
    rulesFor: (user, namespace) => current.rulesFor(user, namespace),
  }
}

function fileErrors({ authorizationModes, authorizationWebhook }: AuthorizationOptions): string[] {
  if (!authorizationModes && !authorizationWebhook) return []
  return [
    '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
  ]
}

function optionErrors({
  authorizationModes: chosen = usualModes,
  authorizationPolicyFile: policyFile,
  authorizationWebhook: webhook,
}: AuthorizationOptions): string[] {
  if (chosen.length === 0) return ['at least one authorization-mode must be passed']
  const errors = chosen.flatMap((mode) => {
    if (!modes.has(mode)) return [`authorization-mode ${JSON.stringify(mode)} is not a valid mode`]
    if (mode === 'ABAC' && !policyFile)
      return ["authorization-mode ABAC's authorization policy file not passed"]
    return mode === 'Webhook' && !webhook
      ? ["authorization-mode Webhook's authorization config file not passed"]
      : []
  })
  if (policyFile && !chosen.includes('ABAC'))
    errors.push('cannot specify --authorization-policy-file without mode ABAC')
  if (webhook && !chosen.includes('Webhook'))
    errors.push('cannot specify --authorization-webhook-config-file without mode Webhook')
  if (new Set(chosen).size === chosen.length) return errors
  const shown = chosen.map((mode) => JSON.stringify(mode)).join(' ')
  return [...errors, `authorization-mode [${shown}] has mode specified more than once`]
}
