import type { Binding, Pod, PodCondition } from '@knarr/api/core/v1'
import {
  badRequest,
  cloneJson,
  conflict,
  fieldErrorText,
  type KubeObject,
  notSupported,
  required,
  type Status,
  StatusError,
  timestamp,
} from '@knarr/machinery'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import { updateObject } from '../../registry/update-object.ts'
import type { Answer } from '../../request/answer.ts'
import { admitSent } from '../admit-sent.ts'
import { matchNamespace } from '../match-namespace.ts'
import { admittedOperationOf, type Endpoint, type ResourceCall } from '../resource-call.ts'
import { type WriteOptions, writeOptionsOf } from '../write-options.ts'
import type { Subresource } from './subresource.ts'

const gvk = { group: '', version: 'v1', kind: 'Binding' }
const boundPods = { group: '', plural: 'pods/binding' }

/** POST of a Binding to its pod. */
const create: Endpoint = async (call) => {
  const { sent, options } = await readBinding(call)
  if (sent.metadata.name !== call.info.name)
    throw badRequest('name in URL does not match name in Binding object')
  return bind(call, sent, options)
}

/** POST of a Binding to the namespace, under the pod's name. */
export const bindingsEndpoint: Endpoint = async (call) => {
  const { sent, options } = await readBinding(call)
  return bind(call, sent, options)
}

async function readBinding(call: ResourceCall): Promise<{ sent: Binding; options: WriteOptions }> {
  const { request } = call
  const options = writeOptionsOf(request, 'CreateOptions')
  const sent = await readObject<Binding & KubeObject>(request, gvk, options)
  matchNamespace(call, sent)
  return { sent, options }
}

async function bind(call: ResourceCall, binding: Binding, options: WriteOptions): Promise<Answer> {
  const representation = negotiate(call.request)
  const { name } = binding.metadata
  const validate = await admitSent(call, { ...options, operation: 'CREATE', object: binding, name })
  refuseInvalid(binding)
  await validate()
  const { clock } = call.parts
  await updateObject(admittedOperationOf(call, options), {
    name: binding.metadata.name,
    scope: {},
    revise: (old) => boundPod(old as Pod, binding, timestamp(clock.now())),
  })
  const value: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
  return { kind: 'value', code: 201, value, representation }
}

/** Upstream answers with the bare errors. */
function refuseInvalid({ target }: Binding): void {
  const errors = []
  if (target.kind && target.kind !== 'Node')
    errors.push(notSupported('target.kind', target.kind, ['Node', '<empty>']))
  if (!target.name) errors.push(required('target.name', ''))
  const texts = errors.map(fieldErrorText)
  if (texts.length > 0)
    throw new StatusError({ code: 500, message: texts.length > 1 ? `[${texts.join(', ')}]` : texts[0] })
}

/** The pod on its node: what is bound stays where it is. */
function boundPod(old: Pod, { target, metadata }: Binding, now: string): Pod {
  const pod = cloneJson(old)
  const { name } = pod.metadata
  const why = whyNotBindable(pod)
  if (why) throw conflict(boundPods, name, why)
  pod.spec.nodeName = target.name ?? ''
  pod.metadata.uid = metadata.uid ?? ''
  pod.metadata.resourceVersion = metadata.resourceVersion ?? ''
  if (metadata.annotations)
    pod.metadata.annotations = { ...pod.metadata.annotations, ...metadata.annotations }
  if (metadata.labels) pod.metadata.labels = { ...pod.metadata.labels, ...metadata.labels }
  const conditions = pod.status?.conditions ?? []
  const others = conditions.filter(({ type }) => type !== 'PodScheduled')
  const scheduled: PodCondition = { type: 'PodScheduled', status: 'True', lastTransitionTime: now }
  const was = conditions.find(({ type }) => type === 'PodScheduled')
  if (was?.status === 'True' && was.lastTransitionTime) scheduled.lastTransitionTime = was.lastTransitionTime
  pod.status = { ...pod.status, conditions: [...others, scheduled] }
  return pod
}

function whyNotBindable({ metadata, spec }: Pod): string | undefined {
  if (metadata.deletionTimestamp) return `pod ${metadata.name} is being deleted, cannot be assigned to a host`
  if (spec.nodeName)
    return `pod ${metadata.name} is already assigned to node ${JSON.stringify(spec.nodeName)}`
  return spec.schedulingGates?.length ? `pod ${metadata.name} has non-empty .spec.schedulingGates` : undefined
}

export const binding: Subresource = { name: 'binding', of: ['pods'], verbs: { create } }
