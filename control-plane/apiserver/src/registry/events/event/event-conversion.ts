import type { Event as CoreEvent } from '@knarr/api/core/v1'
import type { Event } from '@knarr/api/events/v1'

/** The same event as the core group has it, which is how events are kept. */
export function toCoreEvent(event: Event): CoreEvent {
  const { note, regarding, reportingController, series } = event
  const { deprecatedCount, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedSource, ...rest } =
    event
  const { note: _note, regarding: _regarding, reportingController: _controller, ...shared } = rest
  return pruned({
    ...shared,
    apiVersion: 'v1',
    count: deprecatedCount,
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    source: deprecatedSource,
    message: note,
    involvedObject: regarding ?? {},
    reportingComponent: reportingController,
    series,
  })
}

export function fromCoreEvent(event: CoreEvent): Event {
  const {
    count,
    firstTimestamp,
    lastTimestamp,
    source,
    message,
    involvedObject,
    reportingComponent,
    ...shared
  } = event
  return pruned({
    ...shared,
    apiVersion: 'events.k8s.io/v1',
    eventTime: event.eventTime as string,
    deprecatedCount: count,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedSource: source,
    note: message,
    regarding: involvedObject,
    reportingController: reportingComponent,
    series: event.series && {
      count: event.series.count ?? 0,
      lastObservedTime: event.series.lastObservedTime ?? '',
    },
  })
}

function pruned<T extends object>(object: T): T {
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] === undefined) delete object[key]
  return object
}
