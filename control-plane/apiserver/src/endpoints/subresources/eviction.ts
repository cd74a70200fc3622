import { type Pod, type PodCondition, pods } from '@knarr/api/core/v1'
import type { DeleteOptions } from '@knarr/api/meta/v1'
import type { Eviction } from '@knarr/api/policy/v1'
import { badRequest, type Clock, cloneJson, type KubeObject, type Status, timestamp } from '@knarr/machinery'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import { deleteObject } from '../../registry/delete-object.ts'
import type { DeletionOptions, PropagationPolicy } from '../../registry/plan-deletion.ts'
import { updateObject } from '../../registry/update-object.ts'
import { admitSent } from '../admit-sent.ts'
import { matchNamespace } from '../match-namespace.ts'
import { admittedOperationOf, type Endpoint } from '../resource-call.ts'
import { writeOptionsOf } from '../write-options.ts'
import { takeFromBudget } from './disruption-budget.ts'
import type { Subresource } from './subresource.ts'

const gvk = { group: 'policy', version: 'v1', kind: 'Eviction' }

/** POST of an Eviction: takes it from the pod's disruption budget, marks the pod as disrupted, and deletes it with its grace period. */
const create: Endpoint = async (call) => {
  const { request, info } = call
  const representation = negotiate(request)
  const options = writeOptionsOf(request, 'CreateOptions')
  const accepted = { ...options, alsoAccepts: ['policy/v1beta1'] }
  const eviction = await readObject<Eviction & KubeObject>(request, gvk, accepted)
  matchNamespace(call, eviction)
  if (eviction.metadata.name !== info.name)
    throw badRequest('name in URL does not match name in Eviction object')
  const isDryRun = options.isDryRun || (eviction.deleteOptions?.dryRun?.length ?? 0) > 0
  const { fieldManager } = options
  const validate = await admitSent(call, { operation: 'CREATE', object: eviction, isDryRun, fieldManager })
  await validate()
  const operation = admittedOperationOf(call, { ...options, isDryRun })
  const deletion = deletionOf(eviction)
  const pod = await call.parts.registry.findObject<Pod>(pods, { namespace: info.namespace, name: info.name })
  const isMeant = [undefined, pod?.metadata.uid].includes(deletion.preconditions?.uid)
  if (pod && isMeant) await takeFromBudget(call.parts, pod, isDryRun)
  const { object } = await updateObject(operation, {
    name: info.name,
    scope: {},
    isPatch: true,
    revise: (old) => evictedPod(old as Pod, deletion.preconditions, call.parts.clock),
  })
  const preconditions = { uid: object.metadata.uid }
  await deleteObject(operation, info.name, { ...deletion, preconditions })
  const value: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
  return { kind: 'value', code: 201, value, representation }
}

/** The pod with the condition that tells why it ends; conflicts if it is not the one that is meant. */
function evictedPod(old: Pod, preconditions: DeletionOptions['preconditions'], clock: Clock): Pod {
  const pod = cloneJson(old)
  pod.metadata.uid = preconditions?.uid ?? ''
  pod.metadata.resourceVersion = preconditions?.resourceVersion ?? ''
  const others = (old.status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget')
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: timestamp(clock.now()),
  }
  pod.status = { ...pod.status, conditions: [...others, condition] }
  return pod
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
