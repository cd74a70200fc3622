import {
  type AccessCheck,
  type AccessDecision,
  authorizerValue,
  resourceCheckValue,
  type Variables,
} from '@knarr/cel'
import { askedSelectors } from '../../authz/asked-selectors.ts'
import type { AuthorizationAttributes, Authorizer, Decision } from '../../authz/authorizer.ts'
import type { UserInfo } from '../../request/server-request.ts'
import type { AdmissionAttributes } from '../admission-plugin.ts'

/** An expression asks what an authorizer is still thinking about. */
class AccessPending extends Error {
  readonly answer: Promise<void>

  constructor(answer: Promise<void>) {
    super('access is still to be decided')
    this.answer = answer
  }
}

/**
 * What the expressions of one write may ask of the authorizer, each question once. Evaluating does not wait: an
 * expression whose answer takes time is left, and evaluated anew when it is there.
 */
export class AccessChecks {
  readonly #authorizer: Authorizer
  readonly #user: UserInfo
  readonly #decisions = new Map<string, AccessDecision>()
  /** `authorizer` and `authorizer.requestResource`. */
  readonly variables: Variables

  constructor(authorizer: Authorizer, { user, resource, subresource, namespace, name }: AdmissionAttributes) {
    this.#authorizer = authorizer
    this.#user = user
    const ask = (check: AccessCheck): AccessDecision => this.#ask(check)
    const request = { group: resource.group, resource: resource.plural, subresource, namespace, name }
    this.variables = {
      authorizer: authorizerValue(ask),
      'authorizer.requestResource': resourceCheckValue(ask, request),
    }
  }

  /** What the evaluation comes to once all it asks is answered. It may run more than once. */
  async settle<T>(evaluate: () => T): Promise<T> {
    for (;;) {
      try {
        return evaluate()
      } catch (error) {
        if (!(error instanceof AccessPending)) throw error
        await error.answer
      }
    }
  }

  #ask(check: AccessCheck): AccessDecision {
    const key = JSON.stringify(check)
    const known = this.#decisions.get(key)
    if (known) return known
    const keep = (decision: AccessDecision): AccessDecision => {
      this.#decisions.set(key, decision)
      return decision
    }
    try {
      const decision = this.#authorizer.authorize(attributesOf(check, this.#user))
      if (!(decision instanceof Promise)) return keep(accessOf(decision))
      const answer = decision.then(accessOf, accessError).then(keep)
      throw new AccessPending(answer.then(() => undefined))
    } catch (error) {
      if (error instanceof AccessPending) throw error
      return keep(accessError(error))
    }
  }
}

function accessOf({ verdict, reason, error }: Decision): AccessDecision {
  return { isAllowed: verdict === 'allow', reason, ...(error ? { error } : {}) }
}

function accessError(error: unknown): AccessDecision {
  return { isAllowed: false, reason: '', error: error instanceof Error ? error.message : String(error) }
}

function attributesOf(check: AccessCheck, user: UserInfo): AuthorizationAttributes {
  const { serviceAccount, path, verb } = check
  return {
    user: serviceAccount ? serviceAccountUser(serviceAccount) : user,
    verb,
    isResourceRequest: path === undefined,
    group: check.group ?? '',
    version: path === undefined ? '*' : '',
    namespace: check.namespace ?? '',
    resource: check.resource ?? '',
    subresource: check.subresource ?? '',
    name: check.name ?? '',
    path: path ?? '',
    ...askedSelectors(check.fieldSelector, check.labelSelector),
  }
}

function serviceAccountUser({ namespace, name }: { namespace: string; name: string }): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  }
}
