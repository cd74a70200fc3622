import type { BoundObjectReference, TokenRequest } from '@knarr/api/authentication/v1'
import { nodes, type Pod, pods, secrets } from '@knarr/api/core/v1'
import {
  badRequest,
  conflict,
  type FieldError,
  invalid,
  invalidObject,
  type KubeObject,
  timestamp,
} from '@knarr/machinery'
import type { ObjectClaim, TokenSubject } from '../../authn/service-account/token-claims.ts'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import { objectOf } from '../../codec/stored-object.ts'
import type { KeyedResource } from '../../registry/object-keys.ts'
import { admitSent } from '../admit-sent.ts'
import type { Endpoint, ResourceCall } from '../resource-call.ts'
import { writeOptionsOf } from '../write-options.ts'
import type { Subresource } from './subresource.ts'

const gvk = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
const defaultSeconds = 3600
const minSeconds = 600
const maxSeconds = 2 ** 32

/** POST of a TokenRequest: a signed token for the account, bound to an object where one is named. */
const create: Endpoint = async (call) => {
  const { request, parts, info, resource } = call
  const representation = negotiate(request)
  const options = writeOptionsOf(request, 'CreateOptions')
  const sent = await readObject<TokenRequest & KubeObject>(request, gvk, options)
  const { namespace, name } = info
  const validate = await admitSent(call, { ...options, operation: 'CREATE', object: sent })
  const account = objectOf(await parts.registry.get(resource.storage, { namespace, name }))
  const { audiences = [], expirationSeconds = defaultSeconds, boundObjectRef } = sent.spec ?? {}
  refuseInvalid(sent, account, expirationSeconds)
  await validate()
  const bound = boundObjectRef ? await boundObjects(call, boundObjectRef) : {}
  const meant = audiences.length > 0 ? audiences : [parts.tokens.issuer]
  const subject = { namespace, account: claimOf(account), ...bound }
  const now = parts.clock.now()
  const value = {
    kind: gvk.kind,
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(now) },
    spec: { audiences: meant, expirationSeconds, ...(boundObjectRef ? { boundObjectRef } : {}) },
    status: {
      token: parts.tokens.issue(subject, meant, expirationSeconds),
      expirationTimestamp: timestamp((Math.floor(now / 1000) + expirationSeconds) * 1000),
    },
  }
  return { kind: 'value', code: 201, value, representation }
}

function refuseInvalid({ metadata }: TokenRequest, account: KubeObject, seconds: number): void {
  const errors: FieldError[] = []
  const { name, namespace = '' } = account.metadata
  if (metadata?.name && metadata.name !== name)
    errors.push(invalid('metadata.name', metadata.name, 'must match the service account name if specified'))
  if (metadata?.namespace && metadata.namespace !== namespace) {
    const detail = 'must match the service account namespace if specified'
    errors.push(invalid('metadata.namespace', metadata.namespace, detail))
  }
  const at = 'spec.expirationSeconds'
  if (seconds < minSeconds)
    errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > maxSeconds)
    errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (errors.length > 0) throw invalidObject(gvk, name, errors)
}

async function boundObjects(
  call: ResourceCall,
  reference: BoundObjectReference,
): Promise<Pick<TokenSubject, 'pod' | 'node' | 'secret'>> {
  const { namespace } = call.info
  if (reference.apiVersion === 'v1' || !reference.apiVersion) {
    if (reference.kind === 'Pod') return podAndNode(call, reference)
    if (reference.kind === 'Secret')
      return { secret: claimOf(await referred(call, secrets, { namespace, reference })) }
    if (reference.kind === 'Node')
      return { node: claimOf(await referred(call, nodes, { namespace: '', reference })) }
  }
  const kind = `${reference.apiVersion ?? ''}, Kind=${reference.kind ?? ''}`
  throw badRequest(`cannot bind token to object of type ${kind}`)
}

async function podAndNode(
  call: ResourceCall,
  reference: BoundObjectReference,
): Promise<Pick<TokenSubject, 'pod' | 'node'>> {
  const { namespace, name } = call.info
  const pod = await referred<Pod & KubeObject>(call, pods, { namespace, reference })
  if (pod.spec.serviceAccountName !== name) {
    const account = JSON.stringify(name)
    throw badRequest(
      `cannot bind token for serviceaccount ${account} to pod running with different serviceaccount name.`,
    )
  }
  const { nodeName } = pod.spec
  if (!nodeName) return { pod: claimOf(pod) }
  const node = await call.parts.registry.findObject(nodes, { namespace: '', name: nodeName })
  return { pod: claimOf(pod), ...(node ? { node: claimOf(node) } : {}) }
}

async function referred<T extends KubeObject>(
  { parts }: ResourceCall,
  resource: KeyedResource,
  { namespace, reference }: { namespace: string; reference: BoundObjectReference },
): Promise<T> {
  const { name = '', uid } = reference
  const found = objectOf<T>(await parts.registry.get(resource, { namespace, name }))
  if (!uid || uid === found.metadata.uid) return found
  const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`
  throw conflict(resource, name, why)
}

function claimOf({ metadata: { name, uid } }: KubeObject): ObjectClaim {
  return { name, uid }
}

export const token: Subresource = { name: 'token', of: ['serviceaccounts'], verbs: { create } }
