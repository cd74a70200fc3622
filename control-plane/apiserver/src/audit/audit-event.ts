import { microTimestamp, type Status } from '@knarr/machinery'
import type { ServerRequest, UserInfo } from '../request/server-request.ts'
import type { AuditLevel, AuditStage } from './audit-policy.ts'

/** `authentication.k8s.io` UserInfo as it is written. */
interface WrittenUser {
  readonly username: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

interface ObjectReference {
  readonly resource?: string
  readonly namespace?: string
  readonly name?: string
  readonly uid?: string
  readonly apiGroup?: string
  readonly apiVersion?: string
  readonly resourceVersion?: string
  readonly subresource?: string
}

/** `audit.k8s.io/v1` Event, its fields in upstream's order. */
export interface AuditEvent {
  readonly kind: 'Event'
  readonly apiVersion: 'audit.k8s.io/v1'
  readonly level: AuditLevel
  readonly auditID: string
  readonly stage: AuditStage
  readonly requestURI: string
  readonly verb: string
  readonly user: WrittenUser
  readonly impersonatedUser?: WrittenUser
  readonly sourceIPs?: readonly string[]
  readonly userAgent?: string
  readonly objectRef?: ObjectReference
  readonly responseStatus?: Partial<Status>
  readonly requestObject?: unknown
  readonly responseObject?: unknown
  readonly requestReceivedTimestamp: string
  readonly stageTimestamp: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** What a stage of a request has to tell. */
export interface StageFacts {
  readonly request: ServerRequest
  readonly level: AuditLevel
  readonly stage: AuditStage
  readonly auditId: string
  readonly impersonated: UserInfo | undefined
  readonly receivedMs: number
  readonly nowMs: number
  readonly responseStatus?: Partial<Status> | undefined
  /** What the client sent, by which an object is known that has no name in the path. */
  readonly sent?: unknown
  readonly requestObject?: unknown
  readonly responseObject?: unknown
  readonly annotations: ReadonlyMap<string, string>
}

export function auditEventOf(facts: StageFacts): AuditEvent {
  const { request, impersonated, annotations, responseStatus, requestObject, responseObject } = facts
  const { info, path, query, headers } = request
  const userAgent = headers['user-agent']
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: facts.level,
    auditID: facts.auditId,
    stage: facts.stage,
    requestURI: query.size > 0 ? `${path}?${query}` : path,
    verb: info.verb,
    user: writtenUser(request.user),
    ...(impersonated ? { impersonatedUser: writtenUser(impersonated) } : {}),
    sourceIPs: sourceAddresses(request),
    ...(userAgent ? { userAgent } : {}),
    ...(info.isResourceRequest ? { objectRef: objectReference(request, facts.sent) } : {}),
    ...(responseStatus ? { responseStatus } : {}),
    ...(requestObject === undefined ? {} : { requestObject }),
    ...(responseObject === undefined ? {} : { responseObject }),
    requestReceivedTimestamp: microTimestamp(facts.receivedMs),
    stageTimestamp: microTimestamp(facts.nowMs),
    ...(annotations.size > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
  }
}

function writtenUser({ name, uid, groups, extra }: UserInfo): WrittenUser {
  return {
    username: name,
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  }
}

/** As proxies on the way tell, the nearest last; a component of this process asks from the loopback. */
function sourceAddresses({ headers, remoteAddress }: ServerRequest): string[] {
  const forwarded = (headers['x-forwarded-for'] ?? '').split(',').map((part) => part.trim())
  const addresses = [...forwarded, headers['x-real-ip'] ?? '', plainAddress(remoteAddress?.() ?? '::1')]
  return [...new Set(addresses.filter(Boolean))]
}

function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}

interface Named {
  readonly metadata?: { name?: string; namespace?: string; uid?: string; resourceVersion?: string }
}

function objectReference({ info }: ServerRequest, sent: unknown): ObjectReference {
  const { metadata = {} } = (sent ?? {}) as Named
  const reference: ObjectReference = {
    resource: info.resource,
    namespace: info.namespace || metadata.namespace,
    name: info.name || metadata.name,
    uid: metadata.uid,
    apiGroup: info.group,
    apiVersion: info.version,
    resourceVersion: metadata.resourceVersion,
    subresource: info.subresource,
  }
  return Object.fromEntries(Object.entries(reference).filter(([, value]) => value))
}
