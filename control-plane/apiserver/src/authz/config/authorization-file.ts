import { readFileSync } from 'node:fs'
import type { Logger } from '@knarr/client'
import { deepEqual, every, fieldErrorText, type Timer } from '@knarr/machinery'
import { ConfigurationError } from '../../configuration-error.ts'
import { ReviewClient, type ReviewClientParts } from '../../reviews/review-client.ts'
import { aggregated } from '../authorizer.ts'
import type { AccessReviewVersion } from '../webhook/access-review.ts'
import { WebhookAuthorizer } from '../webhook/webhook-authorizer.ts'
import {
  type AuthorizationConfiguration,
  parseAuthorizationConfiguration,
  type WebhookConfiguration,
} from './authorization-configuration.ts'
import { matcherOf } from './match-conditions.ts'
import { configurationErrors } from './validate-configuration.ts'

/** A configuration whose webhooks are known by the names of their authorizers. */
export interface OpenedConfiguration extends AuthorizationConfiguration {
  readonly webhooks: ReadonlyMap<string, WebhookAuthorizer>
}

interface FileParts extends ReviewClientParts {
  readonly logger: Logger
}

const reloadPeriodMs = 60_000

/** Upstream's `--authorization-config`: who is asked, in a file that is read again when it changes. */
export class AuthorizationFile {
  readonly #path: string
  readonly #parts: FileParts
  readonly #types: readonly string[]
  readonly #timer: Timer
  readonly #listeners: (() => void)[] = []
  #text: string
  #current: OpenedConfiguration
  #isClosed = false

  private constructor(path: string, text: string, current: OpenedConfiguration, parts: FileParts) {
    this.#path = path
    this.#text = text
    this.#current = current
    this.#parts = parts
    this.#types = typesOf(current)
    this.#timer = every(parts.clock, reloadPeriodMs, () => void this.#reload())
  }

  /** @throws ConfigurationError */
  static async open(path: string, parts: FileParts): Promise<AuthorizationFile> {
    try {
      const text = readFileSync(path, 'utf8')
      const current = await opened(accepted(text, []), parts)
      return new AuthorizationFile(path, text, current, parts)
    } catch (cause) {
      throw new ConfigurationError((cause as Error).message, { cause })
    }
  }

  get current(): OpenedConfiguration {
    return this.#current
  }

  /** Tells of each configuration that takes the place of another. */
  onReload(listener: () => void): void {
    this.#listeners.push(listener)
  }

  close(): void {
    this.#isClosed = true
    this.#timer.cancel()
    closeAll(this.#current)
  }

  /** What is no configuration changes nothing, and is not tried again. */
  async #reload(): Promise<void> {
    try {
      const text = readFileSync(this.#path, 'utf8')
      if (text === this.#text) return
      this.#text = text
      const configuration = accepted(text, this.#types)
      refuseLateTypes(configuration, this.#types)
      if (deepEqual(configuration.authorizers, this.#current.authorizers)) return
      this.#replace(await opened(configuration, this.#parts))
      this.#parts.logger.info('reloaded authz config')
    } catch (error) {
      this.#parts.logger.error('reloading authorization config', { error: String(error) })
    }
  }

  #replace(next: OpenedConfiguration): void {
    if (this.#isClosed) {
      closeAll(next)
      return
    }
    const before = this.#current
    this.#current = next
    for (const listener of this.#listeners) listener()
    // Whoever waits for one of those before is answered yet.
    this.#parts.clock.after(reloadPeriodMs, () => closeAll(before))
  }
}

function closeAll({ webhooks }: OpenedConfiguration): void {
  for (const webhook of webhooks.values()) webhook.close()
}

/** Those a later configuration has to have, too. */
function typesOf({ authorizers }: AuthorizationConfiguration): string[] {
  return authorizers.map(({ type }) => type).filter((type) => type !== 'Webhook')
}

/** @throws Error for what needs to be there from the start */
function refuseLateTypes(configuration: AuthorizationConfiguration, first: readonly string[]): void {
  const late = typesOf(configuration).find((type) => startedTypes.includes(type) && !first.includes(type))
  if (late) {
    const why = 'is not allowed if it was not enabled at initial server startup'
    throw new Error(`authorizer type ${late} ${why}`)
  }
}

const startedTypes = ['Node', 'ABAC', 'RBAC']

/** @throws Error in upstream's words */
function accepted(text: string, requiredTypes: readonly string[]): AuthorizationConfiguration {
  const configuration = parsed(text)
  const errors = configurationErrors(configuration).map(fieldErrorText)
  if (errors.length > 0) throw new Error(aggregated(errors))
  const misnamed = configuration.authorizers
    .filter(({ type, name }) => type !== 'Webhook' && name !== type.toLowerCase())
    .map(({ type, name }) => `expected name ${type.toLowerCase()} for authorizer ${type} instead of ${name}`)
  const present = typesOf(configuration)
  const missing = requiredTypes.filter((type) => !present.includes(type)).sort()
  if (missing.length > 0) misnamed.push(`missing required types: [${missing.join(' ')}]`)
  if (misnamed.length > 0) throw new Error(aggregated(misnamed))
  return configuration
}

function parsed(text: string): AuthorizationConfiguration {
  try {
    return parseAuthorizationConfiguration(text)
  } catch (cause) {
    const why = (cause as Error).message
    throw new Error(`failed to load AuthorizationConfiguration from file: ${why}`, { cause })
  }
}

async function opened(
  configuration: AuthorizationConfiguration,
  parts: FileParts,
): Promise<OpenedConfiguration> {
  const webhooks = new Map<string, WebhookAuthorizer>()
  const all = { ...configuration, webhooks }
  try {
    for (const { name, webhook } of configuration.authorizers)
      if (webhook) webhooks.set(name, await openWebhook(webhook, parts))
    return all
  } catch (error) {
    closeAll(all)
    throw error
  }
}

async function openWebhook(webhook: WebhookConfiguration, parts: FileParts): Promise<WebhookAuthorizer> {
  const { connectionInfo, timeoutMs, matchConditions } = webhook
  if (connectionInfo.kubeConfigFile === undefined) {
    throw new Error(
      'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
    )
  }
  const client = await ReviewClient.open({ configFile: connectionInfo.kubeConfigFile, timeoutMs }, parts)
  return new WebhookAuthorizer(client, {
    version: webhook.subjectAccessReviewVersion as AccessReviewVersion,
    authorizedTtlMs: webhook.cachesAuthorized ? webhook.authorizedTtlMs : 0,
    unauthorizedTtlMs: webhook.cachesUnauthorized ? webhook.unauthorizedTtlMs : 0,
    onError: webhook.failurePolicy === 'Deny' ? 'deny' : 'noOpinion',
    ...(matchConditions.length > 0 ? { matches: matcherOf(matchConditions) } : {}),
    clock: parts.clock,
  })
}
