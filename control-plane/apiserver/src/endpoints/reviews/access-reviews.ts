import { apiVersionOf } from '@knarr/api'
import { badRequest, type FieldError, invalidObject, isJsonObject, type KubeObject } from '@knarr/machinery'
import { type AuthorizationAttributes, aggregated, type Decision } from '../../authz/authorizer.ts'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import type { Answer } from '../../request/answer.ts'
import type { UserInfo } from '../../request/server-request.ts'
import { writeOptionsOf } from '../write-options.ts'
import type { Review, ReviewCall } from './order.ts'
import {
  type AccessReview,
  type AccessSpec,
  localReviewErrors,
  selfReviewErrors,
  subjectReviewErrors,
} from './review-validation.ts'
import { reviewedSelectors } from './reviewed-selectors.ts'

const group = 'authorization.k8s.io'

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

/** Reads a review; upstream's errors do not say of which kind. */
async function readAccessReview(
  call: ReviewCall,
  errorsOf: (review: AccessReview, namespace: string) => FieldError[],
): Promise<AccessReview> {
  const sent = await readReview<AccessReview>(call)
  const errors = errorsOf(sent, call.info.namespace)
  if (errors.length > 0) throw invalidObject({ group, kind: '' }, '', errors)
  return sent
}

/** Answers whether `user` may do what the review describes. */
async function reviewAccess(call: ReviewCall, sent: AccessReview, user: UserInfo): Promise<Answer> {
  const { spec = {} } = sent
  const { evaluationError, ...selectors } = reviewedSelectors(spec.resourceAttributes)
  const attributes = { ...attributesOf(spec, user), ...selectors }
  const decision = await call.parts.authorizer.authorize(attributes)
  const errors = [decision.error ?? '', evaluationError].filter(Boolean)
  const told = errors.length > 0 ? { evaluationError: errors.join('; ') } : {}
  return answer(call, sent, { ...statusOf(decision), ...told })
}

function statusOf({ verdict, reason }: Decision): object {
  return {
    allowed: verdict === 'allow',
    ...(verdict === 'deny' ? { denied: true } : {}),
    ...(reason ? { reason } : {}),
  }
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

/** The user a SubjectAccessReview asks about. */
function subjectOf({ spec: { user = '', groups = [], uid, extra } = {} }: AccessReview): UserInfo {
  return { name: user, groups, ...(uid ? { uid } : {}), ...(isJsonObject(extra) ? { extra } : {}) }
}

/** Whether I may, whether they may, whether they may in this namespace, and what I may. */
export const accessReviews: readonly Review[] = [
  {
    group,
    plural: 'selfsubjectaccessreviews',
    async review(call) {
      return reviewAccess(call, await readAccessReview(call, selfReviewErrors), call.request.user)
    },
  },
  {
    group,
    plural: 'subjectaccessreviews',
    async review(call) {
      const sent = await readAccessReview(call, subjectReviewErrors)
      return reviewAccess(call, sent, subjectOf(sent))
    },
  },
  {
    group,
    plural: 'localsubjectaccessreviews',
    async review(call) {
      const sent = await readAccessReview(call, localReviewErrors)
      return reviewAccess(call, sent, subjectOf(sent))
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
