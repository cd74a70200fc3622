import type { Pod } from '@knarr/api/core/v1'
import { conditionOf } from '@knarr/controller'
import { parseQuantity } from '@knarr/machinery'
import type { Sample } from './pod-metrics.ts'

const cpuInitializationMs = 5 * 60_000
const initialReadinessMs = 30_000
const defaultTolerance = 0.1

export interface Tolerances {
  readonly up: number
  readonly down: number
}

export const defaultTolerances: Tolerances = { up: defaultTolerance, down: defaultTolerance }

/** What a number of replicas is reckoned from. */
export interface Usage {
  readonly current: number
  readonly pods: readonly Pod[]
  readonly samples: ReadonlyMap<string, Sample>
  readonly resource: string
  readonly tolerances: Tolerances
  readonly nowMs: number
}

/** How a metric stands to its target. */
interface Gauge {
  /** Above 1 there is more than there should be. */
  ratio(values: ReadonlyMap<string, number>): number
  /** What a pod of which nothing is known is taken to use when that speaks against scaling down. */
  full(podName: string): number
}

export interface Recommendation {
  readonly replicas: number
  /** The mean over all pods with samples, in thousandths. */
  readonly averageMilli: number
  /** In percent of what was requested, where that was reckoned with. */
  readonly utilization?: number
}

/** By the share of the requested amount that is used; throws an Error if a request or every sample is missing. */
export function byUtilization(usage: Usage, target: number, container: string | undefined): Recommendation {
  const requests = requestsOf(usage, container)
  const utilizationOf = (values: ReadonlyMap<string, number>): number => {
    let [used, requested] = [0, 0]
    for (const [name, milli] of values) {
      const request = requests.get(name)
      if (request === undefined) continue
      used += milli
      requested += request
    }
    if (requested === 0) throw new Error('no metrics returned matched known pods')
    return Math.trunc((used * 100) / requested)
  }
  const groups = groupPods(usage)
  const gauge: Gauge = {
    ratio: (values) => utilizationOf(values) / target,
    full: (name) => ((requests.get(name) ?? 0) * Math.max(100, target)) / 100,
  }
  const utilization = utilizationOf(groups.values)
  return { replicas: replicasFor(usage, groups, gauge), averageMilli: mean(groups.values), utilization }
}

/** By what each pod uses; throws an Error if every sample is missing. */
export function byAverage(usage: Usage, targetMilli: number): Recommendation {
  const groups = groupPods(usage)
  const gauge: Gauge = { ratio: (values) => mean(values) / targetMilli, full: () => targetMilli }
  return { replicas: replicasFor(usage, groups, gauge), averageMilli: mean(groups.values) }
}

interface Groups {
  readonly values: ReadonlyMap<string, number>
  readonly unready: readonly string[]
  readonly missing: readonly string[]
}

function replicasFor({ current, tolerances }: Usage, groups: Groups, gauge: Gauge): number {
  const ratio = gauge.ratio(groups.values)
  const isNear = (value: number): boolean => value <= 1 + tolerances.up && value >= 1 - tolerances.down
  const countsUnready = groups.unready.length > 0 && ratio > 1
  if (!countsUnready && groups.missing.length === 0)
    return isNear(ratio) ? current : roundUp(ratio * groups.values.size)
  const values = withGuesses(groups, ratio, gauge)
  const next = gauge.ratio(values)
  const replicas = roundUp(next * values.size)
  const direction = Math.sign(next - 1)
  const turnsAround = direction === -Math.sign(ratio - 1)
  const contradicts = direction === -Math.sign(replicas - current)
  return isNear(next) || turnsAround || contradicts ? current : replicas
}

/** Takes pods nothing is known of to use what speaks against a change. */
function withGuesses({ values, missing, unready }: Groups, ratio: number, gauge: Gauge): Map<string, number> {
  const guessed = new Map(values)
  if (ratio < 1) for (const name of missing) guessed.set(name, gauge.full(name))
  if (ratio > 1) for (const name of [...missing, ...unready]) guessed.set(name, 0)
  return guessed
}

/** Binary fractions may come out a hair above a whole number. */
function roundUp(value: number): number {
  return Math.ceil(value - 1e-9)
}

function mean(values: ReadonlyMap<string, number>): number {
  return values.size === 0 ? 0 : [...values.values()].reduce((sum, value) => sum + value, 0) / values.size
}

/** Upstream's `groupPods`: pods that end are left out, those that only start are set aside. */
function groupPods(usage: Usage): Groups {
  const values = new Map<string, number>()
  const unready: string[] = []
  const missing: string[] = []
  for (const pod of usage.pods.filter(isStaying)) {
    const { name } = pod.metadata
    const sample = usage.samples.get(name)
    if (pod.status?.phase === 'Pending') unready.push(name)
    else if (!sample) missing.push(name)
    else if (usage.resource === 'cpu' && isStarting(pod, sample, usage.nowMs)) unready.push(name)
    else values.set(name, sample.milli)
  }
  if (values.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)')
  return { values, unready, missing }
}

function isStaying({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && status?.phase !== 'Failed'
}

/** A pod that starts uses more than it will. */
function isStarting({ status }: Pod, sample: Sample, nowMs: number): boolean {
  const ready = conditionOf(status?.conditions, 'Ready')
  if (!ready || !status?.startTime) return true
  const startMs = Date.parse(status.startTime)
  const changedMs = Date.parse(ready.lastTransitionTime ?? '') || 0
  const isUnready = ready.status === 'False'
  if (startMs + cpuInitializationMs > nowMs) return isUnready || sample.atMs < changedMs + sample.windowMs
  return isUnready && startMs + initialReadinessMs > changedMs
}

function requestsOf({ pods, resource }: Usage, container: string | undefined): Map<string, number> {
  const requests = new Map<string, number>()
  for (const { metadata, spec } of pods) {
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
    const all = [...spec.containers, ...sidecars]
    const wanted = container === undefined ? all : all.filter(({ name }) => name === container)
    let sum = 0
    for (const { name, resources } of wanted) {
      const request = resources?.requests?.[resource]
      if (request === undefined)
        throw new Error(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`)
      sum += Number(parseQuantity(request).milliValue())
    }
    requests.set(metadata.name, sum)
  }
  return requests
}
