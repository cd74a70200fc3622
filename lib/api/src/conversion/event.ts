import type { KubeObject } from '@knarr/machinery'

/** Fields that core/v1 and events.k8s.io/v1 name differently. */
const coreToEvents: readonly [core: string, events: string][] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
]
const toEvents: ReadonlyMap<string, string> = new Map(coreToEvents)
const toCore: ReadonlyMap<string, string> = new Map(coreToEvents.map(([core, events]) => [events, core]))

export const eventToEventsV1 = (event: KubeObject): KubeObject => renamed(event, toEvents)
export const eventFromEventsV1 = (event: KubeObject): KubeObject => renamed(event, toCore)

function renamed(event: KubeObject, names: ReadonlyMap<string, string>): KubeObject {
  const entries = Object.entries(event).map(([name, value]) => [names.get(name) ?? name, value])
  return Object.fromEntries(entries) as KubeObject
}
