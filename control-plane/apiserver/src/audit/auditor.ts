import { decodeProtobuf, decodeYaml } from '@knarr/api'
import type { Counter, MetricsRegistry } from '@knarr/component'
import { type Clock, isJsonObject, type Status, StatusError } from '@knarr/machinery'
import { listValue, objectValue } from '../codec/answer-value.ts'
import { contentTypeOf } from '../codec/request-body.ts'
import type { Answer } from '../request/answer.ts'
import type { RequestBody, ServerRequest } from '../request/server-request.ts'
import type { AuditBackend } from './audit-backend.ts'
import type { AuditContext } from './audit-context.ts'
import { auditEventOf, type StageFacts } from './audit-event.ts'
import {
  type AuditDecision,
  type AuditPolicy,
  type AuditStage,
  auditLevels,
  decideAudit,
} from './audit-policy.ts'
import { withoutManagedFields } from './without-managed-fields.ts'

/** What is told of requests, and to whom. */
export interface AuditSink {
  readonly policy: AuditPolicy
  readonly backend: AuditBackend
}

interface AuditorParts extends AuditSink {
  readonly clock: Clock
  readonly metrics: MetricsRegistry
}

interface TrailParts extends AuditSink {
  readonly clock: Clock
  readonly events: Counter
}

/** Tells of requests what the policy asks for. */
export class Auditor {
  readonly #parts: TrailParts
  readonly #levels: Counter

  constructor({ metrics, ...parts }: AuditorParts) {
    this.#levels = metrics.counter({
      name: 'apiserver_audit_level_total',
      help: 'Requests by how much the audit policy wants to know of them.',
      labels: ['level'],
    })
    const help = 'Audit events told.'
    this.#parts = { ...parts, events: metrics.counter({ name: 'apiserver_audit_event_total', help }) }
  }

  /** The trail of one request, or undefined where nothing is to be told of it. */
  begin(request: ServerRequest, context: AuditContext): AuditTrail | undefined {
    const decision = decideAudit(this.#parts.policy, { ...request.info, user: request.user })
    this.#levels.with(decision.level).inc()
    return decision.level === 'None' ? undefined : new AuditTrail(this.#parts, { request, context, decision })
  }

  close(): Promise<void> {
    return this.#parts.backend.close()
  }
}

interface Audited {
  readonly request: ServerRequest
  readonly context: AuditContext
  readonly decision: AuditDecision
}

/** The audit events of one request, stage by stage. */
export class AuditTrail {
  readonly #parts: TrailParts
  readonly #audited: Audited
  #sent: unknown

  constructor(parts: TrailParts, audited: Audited) {
    this.#parts = parts
    this.#audited = audited
    const { body } = audited.request
    if (body.kind === 'value') this.#sent = body.value
  }

  /** The request's body, of which this keeps a copy for the events to come. */
  copied(): RequestBody {
    const { request } = this.#audited
    const { body } = request
    if (body.kind === 'value') return body
    return {
      ...body,
      read: async (limit) => {
        const bytes = await body.read(limit)
        this.#sent = decoded(bytes, contentTypeOf(request))
        return bytes
      },
    }
  }

  received(): void {
    this.#tell('RequestReceived', {})
  }

  /** A stream begins. */
  started({ code }: Answer): void {
    this.#tell('ResponseStarted', { responseStatus: { metadata: {}, code } })
  }

  completed(answer: Answer): void {
    const responseStatus = statusOfAnswer(answer)
    this.#tell('ResponseComplete', { responseStatus, responseObject: this.#shownAnswer(answer) })
  }

  /** The request ended with an error: one of the API's, or one nobody foresaw. */
  failed(error: unknown): void {
    if (error instanceof StatusError) {
      const { status } = error
      const responseObject = this.#isAtLeast('RequestResponse') ? status : undefined
      this.#tell('ResponseComplete', { responseStatus: auditedStatus(status), responseObject })
      return
    }
    const message = `APIServer panic'd: ${error instanceof Error ? error.message : String(error)}`
    const failure = { status: 'Failure', message, reason: 'InternalError', code: 500 } as const
    this.#tell('Panic', { responseStatus: { metadata: {}, ...failure } })
  }

  /** Nobody knows who asked. */
  unauthenticated(error: StatusError): void {
    const method = this.#audited.request.headers['authorization'] ? 'bearer' : 'x509'
    const message = `Authentication failed, attempted: ${method}`
    this.#tell('ResponseStarted', { responseStatus: { metadata: {}, message, code: error.code } })
  }

  #tell(stage: AuditStage, facts: Pick<StageFacts, 'responseStatus' | 'responseObject'>): void {
    const { request, context, decision } = this.#audited
    if (decision.omittedStages.has(stage)) return
    const isReceived = stage === 'RequestReceived'
    const event = auditEventOf({
      ...{ request, stage, ...facts },
      level: decision.level,
      auditId: context.id,
      impersonated: context.impersonated,
      receivedMs: context.receivedMs,
      nowMs: isReceived ? context.receivedMs : this.#parts.clock.now(),
      sent: isReceived ? undefined : this.#sent,
      requestObject: isReceived || !this.#isAtLeast('Request') ? undefined : this.#told(this.#sent),
      annotations: isReceived ? none : context.annotations,
    })
    this.#parts.backend.process(event)
    this.#parts.events.inc()
  }

  #shownAnswer(answer: Answer): unknown {
    if (!this.#isAtLeast('RequestResponse')) return undefined
    const nowMs = this.#parts.clock.now()
    if (answer.kind === 'object') return this.#told(objectValue(answer, nowMs))
    if (answer.kind === 'list') return this.#told(listValue(answer, nowMs))
    return answer.kind === 'value' ? this.#told(answer.value) : undefined
  }

  #told(value: unknown): unknown {
    return this.#audited.decision.omitsManagedFields ? withoutManagedFields(value) : value
  }

  #isAtLeast(level: AuditDecision['level']): boolean {
    return auditLevels.indexOf(this.#audited.decision.level) >= auditLevels.indexOf(level)
  }
}

const none: ReadonlyMap<string, string> = new Map()

function decoded(bytes: Uint8Array, contentType: string): unknown {
  if (bytes.length === 0) return undefined
  try {
    if (contentType.includes('protobuf')) return decodeProtobuf(bytes).object
    return contentType.includes('yaml') ? decodeYaml(bytes).value : JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

function statusOfAnswer(answer: Answer): Partial<Status> {
  if (answer.kind === 'value' && isJsonObject(answer.value) && answer.value['kind'] === 'Status') {
    return auditedStatus(answer.value as unknown as Status)
  }
  return { metadata: {}, code: answer.code }
}

/** A Status without what makes it an object. */
function auditedStatus({ status, message, reason, details, code }: Status): Partial<Status> {
  return {
    metadata: {},
    ...(status ? { status } : {}),
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    ...(code === undefined ? {} : { code }),
  }
}
