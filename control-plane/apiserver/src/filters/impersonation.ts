import { badRequest } from '@knarr/machinery'
import type { AuthorizationAttributes } from '../authz/authorizer.ts'
import type { Filter } from '../request/answer.ts'
import { extraOf, valuesOf } from '../request/joined-headers.ts'
import { anonymous, type ServerRequest, type UserInfo } from '../request/server-request.ts'
import { requireAllowed } from './authorization.ts'
import type { FilterParts } from './filter-parts.ts'

const extraPrefixes = ['impersonate-extra-']
const serviceAccountPrefix = 'system:serviceaccount:'

/** Lets whoever has the right to (`impersonate`) act as somebody else: `kubectl --as`. */
export function impersonation({ authorizer }: FilterParts): Filter {
  const impersonated = async (request: ServerRequest, wanted: UserInfo): Promise<ServerRequest> => {
    for (const target of targetsOf(wanted)) {
      await requireAllowed(authorizer, { ...impersonate, ...target, user: request.user })
    }
    const user = completed(wanted)
    if (request.audit) request.audit.impersonated = user
    return { ...request, user }
  }
  return (next) => (request) => {
    const wanted = isImpersonating(request) ? wantedUser(request) : undefined
    return wanted ? impersonated(request, wanted).then(next) : next(request)
  }
}

function isImpersonating({ headers }: ServerRequest): boolean {
  for (const header in headers) if (header.startsWith('impersonate-')) return true
  return false
}

const impersonate: Omit<AuthorizationAttributes, 'user' | 'resource' | 'name'> = {
  verb: 'impersonate',
  isResourceRequest: true,
  group: '',
  version: 'v1',
  namespace: '',
  subresource: '',
  path: '',
}

function wantedUser({ headers }: ServerRequest): UserInfo | undefined {
  const name = headers['impersonate-user'] ?? ''
  const groups = valuesOf(headers['impersonate-group']).filter(Boolean)
  const uid = headers['impersonate-uid'] ?? ''
  const extra = extraOf(headers, extraPrefixes)
  if (name) return { name, groups, ...(uid ? { uid } : {}), extra }
  if (groups.length === 0 && !uid && Object.keys(extra).length === 0) return undefined
  throw badRequest('requested impersonation without impersonating a user')
}

/** Every part of the wanted user is a resource to be allowed. */
function targetsOf(
  user: UserInfo,
): Pick<AuthorizationAttributes, 'resource' | 'name' | 'namespace' | 'group' | 'subresource'>[] {
  const plain = { group: '', namespace: '', subresource: '' }
  const [namespace, name] = user.name.startsWith(serviceAccountPrefix)
    ? user.name.slice(serviceAccountPrefix.length).split(':')
    : []
  const account = namespace && name ? { ...plain, resource: 'serviceaccounts', namespace, name } : undefined
  const identity = { ...plain, group: 'authentication.k8s.io' }
  return [
    account ?? { ...plain, resource: 'users', name: user.name },
    ...user.groups.map((group) => ({ ...plain, resource: 'groups', name: group })),
    ...(user.uid ? [{ ...identity, resource: 'uids', name: user.uid }] : []),
    ...Object.entries(user.extra ?? {}).flatMap(([key, values]) =>
      values.map((value) => ({ ...identity, resource: 'userextras', subresource: key, name: value })),
    ),
  ]
}

/** The groups that come with being somebody. */
function completed(user: UserInfo): UserInfo {
  if (user.name === anonymous.name) return { ...user, groups: [...user.groups, 'system:unauthenticated'] }
  const own = serviceAccountGroups(user)
  return { ...user, groups: [...new Set([...user.groups, ...own, 'system:authenticated'])] }
}

function serviceAccountGroups({ name, groups }: UserInfo): string[] {
  if (!name.startsWith(serviceAccountPrefix) || groups.length > 0) return []
  const [namespace] = name.slice(serviceAccountPrefix.length).split(':')
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}
