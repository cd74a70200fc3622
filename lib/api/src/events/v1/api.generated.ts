// Made by hack/generate-api-types.ts from lib/api/facts.
import type { EventSource, ObjectReference } from '../../core/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface Event {
  action?: string
  apiVersion: string
  deprecatedCount?: number
  deprecatedFirstTimestamp?: string
  deprecatedLastTimestamp?: string
  deprecatedSource?: EventSource
  eventTime: string
  kind: string
  metadata: ObjectMeta
  note?: string
  reason?: string
  regarding?: ObjectReference
  related?: ObjectReference
  reportingController?: string
  reportingInstance?: string
  series?: EventSeries
  type?: string
}

export interface EventList {
  apiVersion: string
  items: Event[]
  kind: string
  metadata: ListMeta
}

export interface EventSeries {
  count: number
  lastObservedTime: string
}

export const events: Resource<Event> = { group: 'events.k8s.io', version: 'v1', plural: 'events', kind: 'Event', namespaced: true }
