import type { Endpoint } from '../resource-call.ts'
import { componentStatusesEndpoints } from './component-statuses.ts'

/** A resource whose objects are not kept but found out when somebody asks. */
export interface ComputedResource {
  readonly group: string
  readonly plural: string
  readonly verbs: Readonly<Record<string, Endpoint>>
}

export const computedResources: readonly ComputedResource[] = [componentStatusesEndpoints]
