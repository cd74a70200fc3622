import { ConfigurationError } from '../configuration-error.ts'
import type { AuthorizerMetrics } from '../metrics/authorizer-metrics.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import { alwaysAllow, alwaysDeny, privilegedGroup } from './always-authorizers.ts'
import { type Authorizer, chainAuthorizers } from './authorizer.ts'
import { NodeAuthorizer } from './node/node-authorizer.ts'

export interface AuthorizationOptions {
  /** Upstream's `--authorization-mode`, in the order they are asked; Node and RBAC unless given. */
  readonly authorizationModes?: readonly string[]
  /** Asked after all modes. */
  readonly authorizers?: readonly Authorizer[]
}

interface AuthorizationParts {
  readonly caches: WatchCaches
  readonly rbac: Authorizer
  readonly metrics: AuthorizerMetrics
}

type MakeAuthorizer = (parts: AuthorizationParts) => Authorizer

const notGiven = (mode: string, what: string): string =>
  `authorization-mode ${mode}'s authorization ${what} not passed`

/** Upstream's modes: how each is made, or what it lacks here. */
const modes: ReadonlyMap<string, MakeAuthorizer | string> = new Map<string, MakeAuthorizer | string>([
  ['AlwaysAllow', () => alwaysAllow],
  ['AlwaysDeny', () => alwaysDeny],
  ['ABAC', notGiven('ABAC', 'policy file')],
  ['Webhook', notGiven('Webhook', 'config file')],
  ['RBAC', ({ rbac }) => rbac],
  ['Node', ({ caches }) => new NodeAuthorizer(caches)],
])

/** Who may do what: `system:masters` everything, others what one of the modes allows. @throws ConfigurationError */
export function openAuthorizer(
  parts: AuthorizationParts,
  { authorizationModes = ['Node', 'RBAC'], authorizers = [] }: AuthorizationOptions,
): Authorizer {
  const errors = modeErrors(authorizationModes)
  if (errors.length > 0) throw new ConfigurationError(errors.join('\n'))
  const chosen = authorizationModes.map((mode) => {
    const authorizer = (modes.get(mode) as MakeAuthorizer)(parts)
    return parts.metrics.measured(mode, mode.toLowerCase(), authorizer)
  })
  return chainAuthorizers([privilegedGroup('system:masters'), ...chosen, ...authorizers])
}

function modeErrors(chosen: readonly string[]): string[] {
  if (chosen.length === 0) return ['at least one authorization-mode must be passed']
  const errors = chosen.flatMap((mode) => {
    const made = modes.get(mode) ?? `authorization-mode ${JSON.stringify(mode)} is not a valid mode`
    return typeof made === 'string' ? [made] : []
  })
  if (new Set(chosen).size === chosen.length) return errors
  const shown = chosen.map((mode) => JSON.stringify(mode)).join(' ')
  return [...errors, `authorization-mode [${shown}] has mode specified more than once`]
}
