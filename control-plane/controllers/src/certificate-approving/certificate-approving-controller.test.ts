import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import { describe, expect, it } from 'vitest'
import { type Asked, ask, requestKey } from '../testing/certificate-requests.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { certificateApprovingController } from './certificate-approving-controller.ts'

interface Review {
  spec: { user?: string; groups?: string[]; resourceAttributes: { subresource: string } }
  status?: { allowed: boolean }
}

const node = { commonName: 'system:node:n', organizations: ['system:nodes'] }
const spec = {
  signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
  usages: ['client auth', 'digital signature'],
  groups: ['system:bootstrappers'],
}

/** What becomes of a request by `username`, who may create these. */
async function judge(asked: Asked, username: string, allowed: string[]) {
  const world = openControllers()
  const reviewed: unknown[] = []
  world.transport.intercept(({ method, path, body }) => {
    if (method !== 'POST' || !path.endsWith('/subjectaccessreviews')) return
    const review = body as Review & { metadata: { name: string } }
    const { user, groups, resourceAttributes } = review.spec
    reviewed.push([user, groups, resourceAttributes.subresource])
    review.metadata.name = `review-${reviewed.length}`
    review.status = { allowed: allowed.includes(resourceAttributes.subresource) }
  })
  await ask(world.client, asked, { ...spec, username })
  await world.run(certificateApprovingController)
  const { status } = await world.client.get(certificateSigningRequests, requestKey)
  return { ...world, conditions: status?.conditions ?? [], reviewed }
}

describe('the approving controller', () => {
  it.each([
    ['system:node:n', 'selfnodeclient', 'Auto approving self kubelet client certificate'],
    ['system:bootstrap:abc', 'nodeclient', 'Auto approving kubelet client certificate'],
  ])('approves what %s may ask for as %s', async (username, subresource, message) => {
    const { conditions, reviewed } = await judge(node, username, [subresource])
    expect(conditions).toMatchObject([
      {
        ...{ type: 'Approved', status: 'True', reason: 'AutoApproved' },
        message: `${message} after SubjectAccessReview.`,
      },
    ])
    expect(reviewed.at(-1)).toEqual([username, ['system:bootstrappers'], subresource])
  })

  it('asks again, ever later, where nothing is allowed', async () => {
    const allowed: string[] = []
    const { client, conditions, errors, pass, reviewed } = await judge(node, 'system:node:n', allowed)
    expect([conditions, errors]).toEqual([[], []])
    expect(reviewed.map((review) => (review as string[])[2])).toEqual(['selfnodeclient', 'nodeclient'])
    for (const seconds of [1, 1, 2]) await pass(seconds * 1000)
    expect(reviewed).toHaveLength(8)
    await pass(3000)
    expect(reviewed).toHaveLength(8)
    allowed.push('nodeclient')
    await pass(1000)
    const { status } = await client.get(certificateSigningRequests, requestKey)
    expect(status?.conditions).toMatchObject([{ type: 'Approved' }])
  })

  it.each([
    ['names beside the node’s', { ...node, dnsNames: ['n'] }],
    ['another subject', { commonName: 'jane', organizations: ['developers'] }],
  ])('has no opinion about requests with %s', async (_, asked) => {
    const { conditions, reviewed } = await judge(asked, 'system:node:n', ['selfnodeclient', 'nodeclient'])
    expect([conditions, reviewed]).toEqual([[], []])
  })
})
