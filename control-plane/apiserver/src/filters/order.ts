import type { Filter, Handler } from '../request/answer.ts'
import { audit, auditInit } from './audit.ts'
import { authentication } from './authentication.ts'
import { authorization } from './authorization.ts'
import { deadline } from './deadline.ts'
import { errorTranslation } from './error-translation.ts'
import type { FilterParts } from './filter-parts.ts'
import { impersonation } from './impersonation.ts'
import { instrumentation } from './instrumentation.ts'
import { waitGroup } from './wait-group.ts'

/** Every filter, the outermost first: the order in which a request meets them. */
const filterOrder: readonly ((parts: FilterParts) => Filter)[] = [
  instrumentation,
  errorTranslation,
  waitGroup,
  deadline,
  auditInit,
  authentication,
  audit,
  impersonation,
  ({ flowControl }) => flowControl.filter,
  authorization,
]

/** A handler behind every filter. */
export function filtered(handler: Handler, parts: FilterParts): Handler {
  return filterOrder.reduceRight((next, filter) => filter(parts)(next), handler)
}
