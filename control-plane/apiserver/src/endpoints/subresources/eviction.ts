import type { DeleteOptions } from '@knarr/api/meta/v1'
import type { Eviction } from '@knarr/api/policy/v1'
import { badRequest, type KubeObject, type Status } from '@knarr/machinery'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import { deleteObject } from '../../registry/delete-object.ts'
import type { DeletionOptions, PropagationPolicy } from '../../registry/plan-deletion.ts'
import { type Endpoint, operationOf } from '../resource-call.ts'
import { writeOptionsOf } from '../write-options.ts'
import type { Subresource } from './subresource.ts'

const gvk = { group: 'policy', version: 'v1', kind: 'Eviction' }

/** POST of an Eviction: deletes the pod with its grace period. */
const create: Endpoint = async (call) => {
  const { request, info } = call
  const representation = negotiate(request)
  const options = writeOptionsOf(request, 'CreateOptions')
  const accepted = { ...options, alsoAccepts: ['policy/v1beta1'] }
  const eviction = await readObject<Eviction & KubeObject>(request, gvk, accepted)
  const { name = '' } = eviction.metadata
  if (name && name !== info.name) throw badRequest('name in URL does not match name in Eviction object')
  const isDryRun = options.isDryRun || (eviction.deleteOptions?.dryRun?.length ?? 0) > 0
  await deleteObject(operationOf(call, { ...options, isDryRun }), info.name, deletionOf(eviction))
  const value: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
  return { kind: 'value', code: 201, value, representation }
}

function deletionOf({ deleteOptions }: Eviction): DeletionOptions {
  const { gracePeriodSeconds, propagationPolicy, preconditions }: Partial<DeleteOptions> = deleteOptions ?? {}
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy ? { propagationPolicy: propagationPolicy as PropagationPolicy } : {}),
    ...(preconditions ? { preconditions } : {}),
  }
}

export const eviction: Subresource = { name: 'eviction', of: ['pods'], verbs: { create } }
