import { gvkOf } from '@knarr/api'
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
import { matchNamespace } from '../match-namespace.ts'
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
  matchNamespace(call, sent)
  const validate = await admitSent(call, { ...options, operation: 'CREATE', object: sent })
  refuseOtherName(sent, name)
  const account = claimOf(objectOf(await parts.registry.get(resource.storage, { namespace, name })))
  refuseOther(sent, account)
  const { audiences = [], expirationSeconds = defaultSeconds, boundObjectRef } = sent.spec ?? {}
  refuseLifetime(expirationSeconds)
  await validate()
  const bound = boundObjectRef ? await boundObjects(call, boundObjectRef) : {}
  const meant = audiences.length > 0 ? audiences : [parts.tokens.issuer]
  const subject = { namespace, account, ...bound }
  const now = parts.clock.now()
  const value = {
    kind: gvk.kind,
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid: account.uid, creationTimestamp: timestamp(now) },
    spec: { audiences: meant, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: {
      token: parts.tokens.issue(subject, meant, expirationSeconds),
      expirationTimestamp: timestamp((Math.floor(now / 1000) + expirationSeconds) * 1000),
    },
  }
  return { kind: 'value', code: 201, value, representation }
}

/** A request may name the account it is for, as the one it is sent to. */
function refuseOther({ metadata }: KubeObject, { name, uid }: ObjectClaim): void {
  if (!metadata.uid || metadata.uid === uid) return
  const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`
  throw conflict({ group: gvk.group, plural: gvk.kind }, name, why)
}

function refuseOtherName({ metadata }: KubeObject, name: string): void {
  if (!metadata.name || metadata.name === name) return
  const detail = 'must match the service account name if specified'
  throw invalidObject(gvk, name, [invalid('metadata.name', metadata.name, detail)])
}

function refuseLifetime(seconds: number): void {
  const at = 'spec.expirationSeconds'
  const errors: FieldError[] = []
  if (seconds < minSeconds)
    errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > maxSeconds)
    errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (errors.length > 0) throw invalidObject(gvk, '', errors)
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
  const { group, version, kind } = gvkOf(reference)
  throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`)
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
