import type { Event } from '@knarr/api/core/v1'
import type { TableConvertor } from '../../strategy.ts'
import { column, nameColumn, since, wideColumn } from '../../table/table-of.ts'

export const eventTable: TableConvertor<Event> = {
  columns: [
    column('Last Seen', 'How long ago it happened last.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'Why it was reported, in a word.'),
    column('Object', 'What it happened to.'),
    wideColumn('Subobject', 'The part it happened to.'),
    wideColumn('Source', 'Who reported it.'),
    column('Message', 'What happened.'),
    wideColumn('First Seen', 'How long ago it happened first.'),
    wideColumn('Count', 'How often it happened.'),
    { ...nameColumn, priority: 1 },
  ],
  cells: (event, nowMs) => {
    const first = since(event.firstTimestamp ?? event.eventTime, nowMs)
    return [
      lastSeen(event, first, nowMs),
      event.type ?? '',
      event.reason ?? '',
      objectText(event),
      event.involvedObject.fieldPath ?? '',
      sourceText(event),
      (event.message ?? '').trim(),
      first,
      event.series ? (event.series.count ?? 0) : event.count || 1,
      event.metadata.name,
    ]
  },
}

function lastSeen(event: Event, first: string, nowMs: number): string {
  if (event.series) return since(event.series.lastObservedTime, nowMs)
  return event.lastTimestamp ? since(event.lastTimestamp, nowMs) : first
}

function objectText({ involvedObject }: Event): string {
  const kind = (involvedObject.kind ?? '').toLowerCase()
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const instance = source?.host || reportingInstance
  const component = source?.component || (reportingComponent ?? '')
  return instance ? `${component}, ${instance}` : component
}
