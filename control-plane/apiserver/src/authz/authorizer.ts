import type { UserInfo } from '../request/server-request.ts'
import type { AskedSelectors } from './asked-selectors.ts'

/** Who wants to do what: upstream's `authorizer.Attributes`. */
export interface AuthorizationAttributes extends AskedSelectors {
  readonly user: UserInfo
  /** An API verb for resources, the method in lower case for other paths. */
  readonly verb: string
  readonly isResourceRequest: boolean
  readonly group: string
  readonly version: string
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  /** Of requests that are not for resources. */
  readonly path: string
}

export interface Decision {
  readonly verdict: 'allow' | 'deny' | 'noOpinion'
  readonly reason: string
  /** Why it could not be told, or not by everybody who was asked. */
  readonly error?: string
}

/** `authorization.k8s.io` ResourceRule and NonResourceRule, for SelfSubjectRulesReview. */
export interface RulesOfUser {
  readonly resourceRules: readonly {
    readonly verbs: readonly string[]
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly resourceNames?: readonly string[]
  }[]
  readonly nonResourceRules: readonly {
    readonly verbs: readonly string[]
    readonly nonResourceURLs: readonly string[]
  }[]
  /** Whether there may be rules beside these. */
  readonly isIncomplete: boolean
  /** Why they are not all. */
  readonly evaluationErrors?: readonly string[]
}

/** Decides who may do what, at once where it can. In a chain the first opinion counts; without any, nobody may. */
export interface Authorizer {
  authorize(attributes: AuthorizationAttributes): Decision | Promise<Decision>
  rulesFor(user: UserInfo, namespace: string): Promise<RulesOfUser>
}

const noOpinion: Decision = { verdict: 'noOpinion', reason: '' }

/** Authorizers in the order they are asked. */
export function chainAuthorizers(authorizers: readonly Authorizer[]): Authorizer {
  const authorizeFrom = (
    first: number,
    attributes: AuthorizationAttributes,
    noted: Noted,
  ): Decision | Promise<Decision> => {
    for (let index = first; index < authorizers.length; index++) {
      const decision = (authorizers[index] as Authorizer).authorize(attributes)
      if (decision instanceof Promise) {
        return decision.then((late) =>
          isOpinion(late, noted) ? late : authorizeFrom(index + 1, attributes, noted),
        )
      }
      if (isOpinion(decision, noted)) return decision
    }
    return withoutOpinion(noted)
  }
  return {
    authorize: (attributes) => authorizeFrom(0, attributes, { reasons: [], errors: [] }),

    async rulesFor(user, namespace) {
      const all = await Promise.all(authorizers.map((authorizer) => authorizer.rulesFor(user, namespace)))
      return {
        resourceRules: all.flatMap(({ resourceRules }) => resourceRules),
        nonResourceRules: all.flatMap(({ nonResourceRules }) => nonResourceRules),
        isIncomplete: all.some(({ isIncomplete }) => isIncomplete),
        evaluationErrors: all.flatMap(({ evaluationErrors = [] }) => evaluationErrors),
      }
    },
  }
}

/** What was said by those who have no opinion. */
interface Noted {
  readonly reasons: string[]
  readonly errors: string[]
}

/** Whether it settles the matter; otherwise what it says is noted. */
function isOpinion({ verdict, reason, error }: Decision, { reasons, errors }: Noted): boolean {
  if (verdict !== 'noOpinion') return true
  if (reason) reasons.push(reason)
  if (error) errors.push(error)
  return false
}

function withoutOpinion({ reasons, errors }: Noted): Decision {
  if (reasons.length === 0 && errors.length === 0) return noOpinion
  const reason = reasons.join('\n')
  return { verdict: 'noOpinion', reason, ...(errors.length > 0 ? { error: aggregated(errors) } : {}) }
}

/** Several errors as Go's aggregates show them in one. */
export function aggregated(errors: readonly string[]): string {
  const distinct = [...new Set(errors)]
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '')
}
