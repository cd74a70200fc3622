import { type Event, events } from '@knarr/api/core/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { eventTable } from './event-table.ts'
import { validateEvent, validateEventUpdate } from './event-validation.ts'

export const eventStrategy: Strategy<Event> = strategyOf<Event>({
  resource: events,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  defaults: (event) => {
    event.involvedObject ??= {}
    event.source ??= {}
    event.reportingComponent ??= ''
    event.reportingInstance ??= ''
  },
  validate: validateEvent,
  validateUpdate: validateEventUpdate,
  /** The older and the newer API name the same fields each in its way. */
  selectableFields: (event) => {
    const object = event.involvedObject
    const fields = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'] as const
    const ofObject = (prefix: string) => fields.map((field) => [`${prefix}.${field}`, object[field] ?? ''])
    return {
      ...Object.fromEntries([...ofObject('involvedObject'), ...ofObject('regarding')]),
      reason: event.reason ?? '',
      reportingComponent: event.reportingComponent ?? '',
      reportingController: event.reportingComponent ?? '',
      source: event.source?.component || (event.reportingComponent ?? ''),
      type: event.type ?? '',
    }
  },
  table: eventTable,
})
