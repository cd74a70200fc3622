import type { TokenRequest } from '@knarr/api/authentication/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { notFound } from '@knarr/machinery'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { type Judge, type NodeWrite, quoted, refusalOf } from './node-refusal.ts'
import { lookForAudience } from './pod-audiences.ts'

/** A kubelet asks for tokens that are bound to pods of its own, for those who the pod says they are for. */
export function tokenJudge(authorizer: Authorizer): Judge {
  return async (write) => {
    const { operation, subresource, object } = write.attributes
    if (operation !== 'CREATE' || subresource !== 'token') return
    const request = object as unknown as TokenRequest
    const pod = await boundPod(write, request)
    if (pod.spec.nodeName !== write.node)
      throw refusalOf(write, 'node requested token bound to a pod scheduled on a different node')
    await judgeAudience(write, { authorizer, pod, audiences: request.spec?.audiences ?? [] })
  }
}

async function boundPod(write: NodeWrite, { spec }: TokenRequest): Promise<Pod> {
  const { apiVersion, kind, name, uid } = spec?.boundObjectRef ?? {}
  if (apiVersion !== 'v1' || kind !== 'Pod' || !name)
    throw refusalOf(write, 'node requested token not bound to a pod')
  if (!uid) throw refusalOf(write, 'node requested token with a pod binding without a uid')
  const pod = await write.context.find<Pod>(pods, { namespace: write.attributes.namespace, name })
  if (!pod) throw notFound({ group: '', plural: 'pod' }, name)
  if (uid === pod.metadata.uid) return pod
  const record = 'does not match the UID in record. The object might have been deleted and then recreated'
  throw refusalOf(write, `the UID in the bound object reference (${uid}) ${record}`)
}

interface AudienceQuestion {
  readonly authorizer: Authorizer
  readonly pod: Pod
  readonly audiences: readonly string[]
}

async function judgeAudience(write: NodeWrite, question: AudienceQuestion): Promise<void> {
  const { authorizer, pod, audiences } = question
  if (audiences.length > 1) throw refusalOf(write, 'node may only request 0 or 1 audiences')
  const [audience = ''] = audiences
  const { isNamed, problems } = await lookForAudience(pod, audience, write.context)
  if (isNamed) return
  const why = problems.length > 1 ? `[${problems.join(', ')}]` : problems[0]
  if (why) throw refusalOf(write, `error validating audience ${quoted(audience)}: ${why}`)
  await judgeByAuthorizer(write, authorizer, audience)
}

/** Whoever may ask for everything of an audience is told by the authorizer. */
async function judgeByAuthorizer(write: NodeWrite, authorizer: Authorizer, audience: string): Promise<void> {
  const { user, namespace, name } = write.attributes
  const { verdict } = await authorizer.authorize({
    ...{ user, namespace, name, resource: audience, verb: 'request-serviceaccounts-token-audience' },
    ...{ group: '', version: 'v1', subresource: '', path: '', isResourceRequest: true },
  })
  if (verdict === 'allow') return
  const why = `${user.name} is not authorized to request tokens for this audience`
  throw refusalOf(write, `audience ${quoted(audience)} not found in pod spec volume, ${why}`)
}
