import type { Filter } from '../request/answer.ts'
import { authentication } from './authentication.ts'
import { authorization } from './authorization.ts'
import { deadline } from './deadline.ts'
import { errorTranslation } from './error-translation.ts'
import type { FilterParts } from './filter-parts.ts'
import { impersonation } from './impersonation.ts'

/** Every filter, the outermost first: the order in which a request meets them. */
export const filterOrder: readonly ((parts: FilterParts) => Filter)[] = [
  errorTranslation,
  deadline,
  authentication,
  impersonation,
  authorization,
]
