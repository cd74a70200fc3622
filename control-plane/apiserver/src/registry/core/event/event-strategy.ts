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
  selectableFields: (event) => {
    const object = event.involvedObject
    return {
      'involvedObject.kind': object.kind ?? '',
      'involvedObject.namespace': object.namespace ?? '',
      'involvedObject.name': object.name ?? '',
      'involvedObject.uid': object.uid ?? '',
      'involvedObject.apiVersion': object.apiVersion ?? '',
      'involvedObject.resourceVersion': object.resourceVersion ?? '',
      'involvedObject.fieldPath': object.fieldPath ?? '',
      reason: event.reason ?? '',
      reportingComponent: event.reportingComponent ?? '',
      source: event.source?.component || (event.reportingComponent ?? ''),
      type: event.type ?? '',
    }
  },
  table: eventTable,
})
