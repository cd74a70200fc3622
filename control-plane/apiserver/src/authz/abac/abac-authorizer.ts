import type { UserInfo } from '../../request/server-request.ts'
import type { AuthorizationAttributes, Authorizer } from '../authorizer.ts'
import type { AbacPolicy } from './abac-policy.ts'

const reads = ['get', 'list', 'watch']

/** Allows what one of the policies says; it never denies. */
export function abacAuthorizer(policies: readonly AbacPolicy[]): Authorizer {
  return {
    authorize(attributes) {
      const isAllowed = policies.some((policy) => allows(policy, attributes))
      return isAllowed
        ? { verdict: 'allow', reason: '' }
        : { verdict: 'noOpinion', reason: 'No policy matched.' }
    },

    async rulesFor(user, namespace) {
      const theirs = policies.filter(
        (policy) => isAbout(policy, user) && (policy.namespace === '*' || policy.namespace === namespace),
      )
      return {
        resourceRules: theirs.flatMap((policy) =>
          policy.resource
            ? [{ verbs: verbsOf(policy), apiGroups: [policy.apiGroup], resources: [policy.resource] }]
            : [],
        ),
        nonResourceRules: theirs.flatMap((policy) =>
          policy.nonResourcePath
            ? [{ verbs: verbsOf(policy), nonResourceURLs: [policy.nonResourcePath] }]
            : [],
        ),
        isIncomplete: false,
      }
    },
  }
}

const verbsOf = ({ readonly }: AbacPolicy): string[] => (readonly ? reads : ['*'])

function allows(policy: AbacPolicy, attributes: AuthorizationAttributes): boolean {
  if (!isAbout(policy, attributes.user)) return false
  if (policy.readonly && !reads.includes(attributes.verb)) return false
  return attributes.isResourceRequest
    ? coversResource(policy, attributes)
    : coversPath(policy, attributes.path)
}

/** Whatever a policy names of user and group must fit, and it must name one of them. */
function isAbout({ user, group }: AbacPolicy, { name, groups }: UserInfo): boolean {
  if (user && user !== name) return false
  if (group && !groups.includes(group)) return false
  return user !== '' || group !== ''
}

function coversResource(
  policy: AbacPolicy,
  { namespace, resource, group }: AuthorizationAttributes,
): boolean {
  const fits = (wanted: string, actual: string): boolean => wanted === '*' || wanted === actual
  return fits(policy.namespace, namespace) && fits(policy.resource, resource) && fits(policy.apiGroup, group)
}

function coversPath({ nonResourcePath }: AbacPolicy, path: string): boolean {
  if (nonResourcePath === path) return true
  return nonResourcePath.endsWith('*') && path.startsWith(nonResourcePath.replace(/\*+$/, ''))
}
