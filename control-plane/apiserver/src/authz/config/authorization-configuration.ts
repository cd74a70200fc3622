import { parseDuration } from '@knarr/machinery'
import { type FieldShapes, readConfiguration } from '../../configuration/read-configuration.ts'

/** `apiserver.config.k8s.io` AuthorizationConfiguration. */
export interface AuthorizationConfiguration {
  /** In the order they are asked. */
  readonly authorizers: readonly AuthorizerConfiguration[]
}

export interface AuthorizerConfiguration {
  readonly type: string
  readonly name: string
  readonly webhook?: WebhookConfiguration
}

/** Its durations in milliseconds; 0 where nothing is said, or nothing is to be remembered. */
export interface WebhookConfiguration {
  readonly timeoutMs: number
  readonly authorizedTtlMs: number
  readonly cachesAuthorized: boolean
  readonly unauthorizedTtlMs: number
  readonly cachesUnauthorized: boolean
  readonly subjectAccessReviewVersion: string
  readonly matchConditionSubjectAccessReviewVersion: string
  readonly failurePolicy: string
  readonly connectionInfo: { readonly type: string; readonly kubeConfigFile?: string }
  readonly matchConditions: readonly { readonly expression: string }[]
}

const shape: FieldShapes = {
  authorizers: [
    {
      type: 'string',
      name: 'string',
      webhook: {
        ...{ timeout: 'string', authorizedTTL: 'string', unauthorizedTTL: 'string' },
        ...{ cacheAuthorizedRequests: 'boolean', cacheUnauthorizedRequests: 'boolean' },
        ...{ subjectAccessReviewVersion: 'string', matchConditionSubjectAccessReviewVersion: 'string' },
        ...{ failurePolicy: 'string', connectionInfo: { type: 'string', kubeConfigFile: 'string' } },
        matchConditions: [{ expression: 'string' }],
      },
    },
  ],
}

/** As it is written: anything may be missing. */
interface Written {
  readonly authorizers?: readonly {
    readonly type?: string
    readonly name?: string
    readonly webhook?: WrittenWebhook
  }[]
}

interface WrittenWebhook {
  readonly timeout?: string
  readonly authorizedTTL?: string
  readonly unauthorizedTTL?: string
  readonly cacheAuthorizedRequests?: boolean
  readonly cacheUnauthorizedRequests?: boolean
  readonly subjectAccessReviewVersion?: string
  readonly matchConditionSubjectAccessReviewVersion?: string
  readonly failurePolicy?: string
  readonly connectionInfo?: { readonly type?: string; readonly kubeConfigFile?: string }
  readonly matchConditions?: readonly { readonly expression?: string }[]
}

const usualAuthorizedTtlMs = 300_000
const usualUnauthorizedTtlMs = 30_000

/** Reads a configuration and fills in upstream's defaults. @throws Error for what is none */
export function parseAuthorizationConfiguration(text: string): AuthorizationConfiguration {
  const { authorizers = [] } = readConfiguration<Written>(text, 'AuthorizationConfiguration', shape)
  return {
    authorizers: (authorizers ?? []).map(({ type = '', name = '', webhook }) => {
      return { type, name, ...(webhook ? { webhook: defaulted(webhook) } : {}) }
    }),
  }
}

function defaulted(written: WrittenWebhook): WebhookConfiguration {
  const { type = '', kubeConfigFile } = written.connectionInfo ?? {}
  return {
    timeoutMs: durationOf(written.timeout),
    authorizedTtlMs: durationOf(written.authorizedTTL) || usualAuthorizedTtlMs,
    cachesAuthorized: written.cacheAuthorizedRequests ?? true,
    unauthorizedTtlMs: durationOf(written.unauthorizedTTL) || usualUnauthorizedTtlMs,
    cachesUnauthorized: written.cacheUnauthorizedRequests ?? true,
    subjectAccessReviewVersion: written.subjectAccessReviewVersion ?? '',
    matchConditionSubjectAccessReviewVersion: written.matchConditionSubjectAccessReviewVersion ?? '',
    failurePolicy: written.failurePolicy ?? '',
    connectionInfo: { type, ...(kubeConfigFile === undefined ? {} : { kubeConfigFile }) },
    matchConditions: (written.matchConditions ?? []).map(({ expression = '' }) => ({ expression })),
  }
}

function durationOf(text: string | undefined): number {
  return text ? parseDuration(text) : 0
}
