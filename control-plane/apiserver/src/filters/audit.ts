import { hasReason, StatusError } from '@knarr/machinery'
import { AuditContext } from '../audit/audit-context.ts'
import type { Answer, Filter } from '../request/answer.ts'
import { followAnswer } from '../request/follow-answer.ts'
import { isLongRunning } from '../request/long-running.ts'
import type { FilterParts } from './filter-parts.ts'

/** Opens what is learned of a request for its audit; tells of those that nobody was known to have made. */
export function auditInit({ auditor, clock, random }: FilterParts): Filter {
  if (!auditor) return (next) => next
  return (next) => async (request) => {
    const context = new AuditContext(request.auditId ?? random.uuid(), clock.now())
    try {
      return await next({ ...request, audit: context })
    } catch (error) {
      if (error instanceof StatusError && hasReason(error, 'Unauthorized') && !context.isAuthenticated) {
        auditor.begin(request, context)?.unauthenticated(error)
      }
      throw error
    }
  }
}

/** Tells of requests what the audit policy asks for. */
export function audit({ auditor }: FilterParts): Filter {
  if (!auditor) return (next) => next
  return (next) => async (request) => {
    const context = request.audit as AuditContext
    context.isAuthenticated = true
    const trail = auditor.begin(request, context)
    if (!trail) return next(request)
    trail.received()
    let answer: Answer
    try {
      answer = await next({ ...request, body: trail.copied() })
    } catch (error) {
      trail.failed(error)
      throw error
    }
    if (isLongRunning(request.info)) trail.started(answer)
    return followAnswer(answer, request, { done: () => trail.completed(answer) })
  }
}
