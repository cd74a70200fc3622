import type { Event } from '@knarr/api/core/v1'
import { type FieldError, invalid, qualifiedNameErrors, required } from '@knarr/machinery'
import { immutable, invalidFor } from '../../meta/field-check.ts'

const maxReason = 128
const maxAction = 128
const maxInstance = 128
const maxNote = 1024

/** Events that carry `eventTime` follow the rules of events.k8s.io; older ones nearly none. */
export function validateEvent(event: Event): FieldError[] {
  return event.eventTime
    ? [...validateNamespace(event), ...validateNewEvent(event)]
    : validateNamespace(event)
}

/** An event stands in its object's namespace, or in `default` for one without. */
function validateNamespace({ metadata, involvedObject }: Event): FieldError[] {
  const own = metadata.namespace ?? ''
  const others = involvedObject.namespace ?? ''
  const fits = others === '' ? own === '' || own === 'default' || own === 'kube-system' : own === others
  return fits ? [] : [invalid('involvedObject.namespace', others, 'does not match event.namespace')]
}

function validateNewEvent(event: Event): FieldError[] {
  const controller = event.reportingComponent ?? ''
  const errors = controller
    ? invalidFor('reportingController', controller, qualifiedNameErrors(controller))
    : [required('reportingController')]
  return [
    ...errors,
    ...validateText('reportingInstance', event.reportingInstance, maxInstance),
    ...validateText('action', event.action, maxAction),
    ...validateText('reason', event.reason, maxReason),
    ...((event.message ?? '').length > maxNote
      ? [invalid('message', '', `can have at most ${maxNote} characters`)]
      : []),
    ...(event.type === 'Normal' || event.type === 'Warning'
      ? []
      : [invalid('type', '', `has invalid value: ${event.type ?? ''}`)]),
  ]
}

function validateText(field: string, text: string | undefined, max: number): FieldError[] {
  if (!text) return [required(field)]
  return text.length > max ? [invalid(field, '', `can have at most ${max} characters`)] : []
}

const fixed = [
  'involvedObject',
  'reason',
  'message',
  'action',
  'type',
  'related',
  'source',
  'eventTime',
] as const

export function validateEventUpdate(event: Event, old: Event): FieldError[] {
  if (!event.eventTime) return validateEvent(event)
  return [...validateEvent(event), ...fixed.flatMap((key) => immutable(key, event[key], old[key]))]
}
