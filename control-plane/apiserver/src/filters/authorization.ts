import { StatusError } from '@knarr/machinery'
import { askedSelectors } from '../authz/asked-selectors.ts'
import type { AuthorizationAttributes, Authorizer, Decision } from '../authz/authorizer.ts'
import type { Answer, Filter } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import type { FilterParts } from './filter-parts.ts'

/** Lets through what the authorizer allows. */
export function authorization({ authorizer, access }: FilterParts): Filter {
  return (next) => (request) => {
    const attributes = attributesOf(request)
    const enter = (decision: Decision): Promise<Answer> => {
      const result = resultOf(decision)
      access.authorized(result)
      annotate(request, decision, result)
      if (result === 'allowed') return next(request)
      if (result === 'error') return undecided(request, decision.error ?? '')
      throw forbiddenRequest(attributes, decision.reason)
    }
    const decision = authorizer.authorize(attributes)
    return decision instanceof Promise ? decision.then(enter) : enter(decision)
  }
}

type Result = 'allowed' | 'denied' | 'no-opinion' | 'error'

const results = { allow: 'allowed', deny: 'denied', noOpinion: 'no-opinion' } as const

/** That somebody who was asked failed matters only where nobody allows it. */
function resultOf({ verdict, error }: Decision): Result {
  return verdict !== 'allow' && error !== undefined ? 'error' : results[verdict]
}

function annotate({ audit }: ServerRequest, { reason }: Decision, result: Result): void {
  if (result !== 'error')
    audit?.annotate('authorization.k8s.io/decision', result === 'allowed' ? 'allow' : 'forbid')
  audit?.annotate('authorization.k8s.io/reason', result === 'error' ? 'internal error' : reason)
}

/** Upstream says so in plain text. */
function undecided({ path, query }: ServerRequest, error: string): Promise<Answer> {
  const uri = query.size > 0 ? `${path}?${query}` : path
  const text = `Internal Server Error: ${JSON.stringify(uri)}: ${error}`
  const body = `${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}\n`
  return Promise.resolve({ kind: 'bytes', code: 500, contentType: 'text/plain; charset=utf-8', body })
}

function attributesOf({ user, info, query }: ServerRequest): AuthorizationAttributes {
  const { verb, isResourceRequest, group, version, namespace, resource, subresource, name, path } = info
  const asked = {
    user,
    verb,
    isResourceRequest,
    group,
    version,
    namespace,
    resource,
    subresource,
    name,
    path,
  }
  if (!selectingVerbs.has(verb)) return asked
  return { ...asked, ...askedSelectors(query.get('fieldSelector'), query.get('labelSelector')) }
}

const selectingVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection'])

/** @throws StatusError Forbidden, in upstream's words */
export async function requireAllowed(
  authorizer: Authorizer,
  attributes: AuthorizationAttributes,
): Promise<void> {
  const { verdict, reason } = await authorizer.authorize(attributes)
  if (verdict !== 'allow') throw forbiddenRequest(attributes, reason)
}

function forbiddenRequest(attributes: AuthorizationAttributes, reason: string): StatusError {
  const { group, resource, name } = attributes
  const why = reason ? `: ${reason}` : ''
  const text = `User ${JSON.stringify(attributes.user.name)} cannot ${attributes.verb} ${objectOf(attributes)}${why}`
  if (!attributes.isResourceRequest) {
    return new StatusError({ reason: 'Forbidden', code: 403, message: `forbidden: ${text}`, details: {} })
  }
  const qualified = group ? `${resource}.${group}` : resource
  const subject = name ? `${qualified} ${JSON.stringify(name)}` : qualified
  const details = { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource }
  return new StatusError({
    reason: 'Forbidden',
    code: 403,
    message: `${subject} is forbidden: ${text}`,
    details,
  })
}

function objectOf(attributes: AuthorizationAttributes): string {
  const { isResourceRequest, path, resource, subresource, group, namespace } = attributes
  if (!isResourceRequest) return `path ${JSON.stringify(path)}`
  const full = subresource ? `${resource}/${subresource}` : resource
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : 'at the cluster scope'
  return `resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${where}`
}
