import { apiVersionOf } from '@knarr/api'
import type { NonResourceAttributes, ResourceAttributes } from '@knarr/api/authorization/v1'
import {
  badRequest,
  type FieldError,
  invalid,
  invalidObject,
  isJsonObject,
  type KubeObject,
} from '@knarr/machinery'
import type { AuthorizationAttributes, Decision } from '../../authz/authorizer.ts'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import type { Answer } from '../../request/answer.ts'
import type { UserInfo } from '../../request/server-request.ts'
import { writeOptionsOf } from '../write-options.ts'
import type { Review, ReviewCall } from './order.ts'
import { reviewedSelectors, selectorErrors } from './reviewed-selectors.ts'

const group = 'authorization.k8s.io'

interface AccessSpec {
  resourceAttributes?: ResourceAttributes
  nonResourceAttributes?: NonResourceAttributes
  user?: string
  groups?: string[]
  uid?: string
  extra?: Record<string, string[]>
}

interface AccessReview extends KubeObject {
  spec: AccessSpec
}

async function readReview<T extends KubeObject>({ request, api }: ReviewCall): Promise<T> {
  const options = writeOptionsOf(request, 'CreateOptions')
  return readObject<T>(request, { group: api.group, version: api.version, kind: api.kind }, options)
}

function answer(call: ReviewCall, sent: KubeObject, status: object): Answer {
  const { api } = call
  const value = {
    kind: api.kind,
    apiVersion: apiVersionOf(api),
    metadata: sent.metadata,
    spec: (sent as AccessReview).spec,
    status,
  }
  return { kind: 'value', code: 201, value, representation: negotiate(call.request) }
}

/** Answers whether `user` may do what the review describes. */
async function reviewAccess(call: ReviewCall, sent: AccessReview, user: UserInfo): Promise<Answer> {
  const errors = specErrors(sent.spec)
  if (errors.length > 0) throw invalidObject({ group, kind: call.api.kind }, '', errors)
  const { evaluationError, ...selectors } = reviewedSelectors(sent.spec.resourceAttributes)
  const attributes = { ...attributesOf(sent.spec, user), ...selectors }
  const decision = await call.parts.authorizer.authorize(attributes)
  return answer(call, sent, { ...statusOf(decision), ...(evaluationError ? { evaluationError } : {}) })
}

function statusOf({ verdict, reason }: Decision): object {
  return {
    allowed: verdict === 'allow',
    ...(verdict === 'deny' ? { denied: true } : {}),
    ...(reason ? { reason } : {}),
  }
}

function specErrors({ resourceAttributes, nonResourceAttributes }: AccessSpec): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [invalid('spec.nonResourceAttributes', nonResourceAttributes, detail)]
  }
  if (resourceAttributes || nonResourceAttributes) return selectorErrors(resourceAttributes)
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalid('spec.resourceAttributes', null, detail)]
}

function attributesOf(
  { resourceAttributes, nonResourceAttributes }: AccessSpec,
  user: UserInfo,
): AuthorizationAttributes {
  const asked = resourceAttributes ?? {}
  return {
    user,
    isResourceRequest: resourceAttributes !== undefined,
    verb: (resourceAttributes ? asked.verb : nonResourceAttributes?.verb) ?? '',
    group: asked.group ?? '',
    version: resourceAttributes ? asked.version || '*' : '',
    namespace: asked.namespace ?? '',
    resource: asked.resource ?? '',
    subresource: asked.subresource ?? '',
    name: asked.name ?? '',
    path: nonResourceAttributes?.path ?? '',
  }
}

/** Several errors as upstream shows them in one. */
function aggregated(errors: readonly string[]): string {
  const distinct = [...new Set(errors)]
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '')
}

/** The user a SubjectAccessReview asks about. */
function subjectOf(call: ReviewCall, { user, groups = [], uid, extra }: AccessSpec): UserInfo {
  if (!user && groups.length === 0) {
    const error = invalid('spec.user', '', 'at least one of user or group must be specified')
    throw invalidObject({ group, kind: call.api.kind }, '', [error])
  }
  return { name: user ?? '', groups, ...(uid ? { uid } : {}), ...(isJsonObject(extra) ? { extra } : {}) }
}

/** Whether I may, whether they may, whether they may in this namespace, and what I may. */
export const accessReviews: readonly Review[] = [
  {
    group,
    plural: 'selfsubjectaccessreviews',
    async review(call) {
      const sent = await readReview<AccessReview>(call)
      return reviewAccess(call, sent, call.request.user)
    },
  },
  {
    group,
    plural: 'subjectaccessreviews',
    async review(call) {
      const sent = await readReview<AccessReview>(call)
      return reviewAccess(call, sent, subjectOf(call, sent.spec))
    },
  },
  {
    group,
    plural: 'localsubjectaccessreviews',
    async review(call) {
      const sent = await readReview<AccessReview>(call)
      if (sent.spec.resourceAttributes?.namespace !== call.info.namespace) {
        throw badRequest('spec.resourceAttributes.namespace must match namespace')
      }
      return reviewAccess(call, sent, subjectOf(call, sent.spec))
    },
  },
  {
    group,
    plural: 'selfsubjectrulesreviews',
    async review(call) {
      const sent = await readReview<KubeObject & { spec?: { namespace?: string } }>(call)
      const namespace = sent.spec?.namespace ?? ''
      if (!namespace) throw badRequest('no namespace on request')
      const rules = await call.parts.authorizer.rulesFor(call.request.user, namespace)
      const { isIncomplete: incomplete, resourceRules, nonResourceRules, evaluationErrors = [] } = rules
      const evaluationError = aggregated(evaluationErrors)
      const errors = evaluationError ? { evaluationError } : {}
      return answer(call, sent, { resourceRules, nonResourceRules, incomplete, ...errors })
    },
  },
]
