import type { Resource } from '@knarr/api'
import {
  clusterRoleBindings,
  clusterRoles,
  type PolicyRule,
  type RoleRef,
  roleBindings,
  roles,
} from '@knarr/api/rbac/v1'
import type { KubeObject } from '@knarr/machinery'
import type { WatchCache } from '@knarr/storage'
import { objectOf } from '../../codec/stored-object.ts'
import type { UserInfo } from '../../request/server-request.ts'
import type { WatchCaches } from '../../watch/watch-caches.ts'
import type { AuthorizationAttributes, Authorizer, Decision, RulesOfUser } from '../authorizer.ts'
import { type Grant, GrantIndex } from './grant-index.ts'
import { ruleAllows } from './rule-matching.ts'

const kinds = [clusterRoles, roles, clusterRoleBindings, roleBindings] as readonly Resource<KubeObject>[]

/** Decides by roles and bindings, as they are in the watch caches when asked; it never denies. */
export class RbacAuthorizer implements Authorizer {
  readonly #caches: WatchCaches
  #following: Promise<readonly WatchCache[]> | undefined
  #index: GrantIndex | undefined

  constructor(caches: WatchCaches) {
    this.#caches = caches
  }

  authorize(attributes: AuthorizationAttributes): Decision | Promise<Decision> {
    if (this.#index) return decisionOf(this.#index, attributes)
    return this.#current().then((index) => decisionOf(index, attributes))
  }

  async rulesFor(user: UserInfo, namespace: string): Promise<RulesOfUser> {
    const grants = await this.#grants(user, namespace)
    const rules = grants.flatMap((grant) => grant.rules ?? [])
    return {
      resourceRules: rules.flatMap(({ verbs, apiGroups = [], resources, resourceNames }) =>
        resources?.length
          ? [{ verbs, apiGroups, resources, ...(resourceNames?.length ? { resourceNames } : {}) }]
          : [],
      ),
      nonResourceRules: rules.flatMap(({ verbs, nonResourceURLs }) =>
        nonResourceURLs?.length ? [{ verbs, nonResourceURLs }] : [],
      ),
      isIncomplete: false,
      evaluationErrors: missingRoles(grants),
    }
  }

  /** The rules of the role a binding in `namespace` names; undefined where there is none. */
  async rulesOf(role: RoleRef, namespace: string): Promise<readonly PolicyRule[] | undefined> {
    return (await this.#current()).rulesOf(role, namespace)
  }

  async #grants(user: UserInfo, namespace: string): Promise<readonly Grant[]> {
    return (await this.#current()).grantsOf(user, namespace)
  }

  async #current(): Promise<GrantIndex> {
    this.#following ??= this.#follow().catch((error: unknown) => {
      this.#following = undefined
      throw error
    })
    const caches = await this.#following
    this.#index ??= indexOf(caches)
    return this.#index
  }

  async #follow(): Promise<readonly WatchCache[]> {
    const caches = await Promise.all(kinds.map((kind) => this.#caches.of(kind)))
    this.#index = undefined
    for (const cache of caches) {
      cache.watch(
        { after: cache.revision },
        () => {
          this.#index = undefined
        },
        () => {
          this.#following = undefined
          this.#index = undefined
        },
      )
    }
    return caches
  }
}

function decisionOf(index: GrantIndex, attributes: AuthorizationAttributes): Decision {
  const grants = index.grantsOf(attributes.user, attributes.namespace)
  for (const { rules, reason } of grants) {
    if (rules?.some((rule) => ruleAllows(rule, attributes))) return { verdict: 'allow', reason }
  }
  return { verdict: 'noOpinion', reason: missingRoles(grants).map((why) => `RBAC: ${why}`)[0] ?? '' }
}

/** Which roles that bindings name are not there, as one error; none where all are. */
function missingRoles(grants: readonly Grant[]): string[] {
  const texts = [...new Set(grants.flatMap(({ rules, reason }) => (rules ? [] : [reason])))]
  return texts.length > 1 ? [`[${texts.join(', ')}]`] : texts
}

function indexOf(caches: readonly WatchCache[]): GrantIndex {
  const [clusterRoles = [], roles = [], clusterRoleBindings = [], roleBindings = []] = caches.map((cache) =>
    // biome-ignore lint/suspicious/noExplicitAny: each cache holds one kind, in the order of `kinds`
    cache.snapshot().items.map((item) => objectOf<any>(item)),
  )
  return new GrantIndex({ clusterRoles, roles, clusterRoleBindings, roleBindings })
}
