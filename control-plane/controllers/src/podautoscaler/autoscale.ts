import {
  type HorizontalPodAutoscaler,
  type HorizontalPodAutoscalerStatus,
  horizontalPodAutoscalers,
  type MetricSpec,
} from '@knarr/api/autoscaling/v2'
import { type ReconcileContext, setCondition } from '@knarr/controller'
import { deepEqual, timestamp } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { MetricError, type MetricReplicas, replicasForMetric, type ScaledPods } from './metric-replicas.ts'
import type { ScaleHistory } from './scale-history.ts'
import { readScale, type ScalableResources, type ScaleTarget } from './scale-target.ts'
import { limitRate, stabilize } from './scaling-rules.ts'

export interface AutoscaleContext extends ReconcileContext {
  readonly history: ScaleHistory
  readonly resources: ScalableResources
}

/** One look at the metrics, and a new scale if they ask for it; writes the status and throws what failed. */
export async function autoscale(
  autoscaler: HorizontalPodAutoscaler,
  context: AutoscaleContext,
): Promise<void> {
  const draft = new StatusDraft(autoscaler, context)
  try {
    await new Autoscaling(autoscaler, draft, context).run()
  } finally {
    await draft.write()
  }
}

/** The status as it is to be. */
class StatusDraft {
  readonly #autoscaler: HorizontalPodAutoscaler
  readonly #context: AutoscaleContext
  readonly next: HorizontalPodAutoscalerStatus

  constructor(autoscaler: HorizontalPodAutoscaler, context: AutoscaleContext) {
    this.#autoscaler = autoscaler
    this.#context = context
    this.next = {
      desiredReplicas: 0,
      ...autoscaler.status,
      observedGeneration: autoscaler.metadata.generation ?? 0,
    }
  }

  set(type: string, isTrue: boolean, reason: string, message: string): void {
    const condition = { type, status: isTrue ? 'True' : 'False', reason, message }
    this.next.conditions = setCondition(this.next.conditions, condition, this.#context.clock)
  }

  async write(): Promise<void> {
    if (deepEqual(this.#autoscaler.status, this.next)) return
    await this.#context.client.updateStatus(horizontalPodAutoscalers, {
      ...this.#autoscaler,
      status: this.next,
    })
  }
}

interface Wish {
  readonly replicas: number
  /** Why, if it is not what there is. */
  readonly reason: string
}

class Autoscaling {
  readonly #autoscaler: HorizontalPodAutoscaler
  readonly #draft: StatusDraft
  readonly #context: AutoscaleContext

  constructor(autoscaler: HorizontalPodAutoscaler, draft: StatusDraft, context: AutoscaleContext) {
    this.#autoscaler = autoscaler
    this.#draft = draft
    this.#context = context
  }

  async run(): Promise<void> {
    const { clock, history } = this.#context
    const target = await this.#readScale()
    const current = target.scale.spec.replicas ?? 0
    history.start(current, clock.now())
    this.#draft.next.currentReplicas = target.scale.status?.replicas ?? current
    const { replicas, reason } = await this.#wish(target, current)
    if (replicas !== current) await this.#rescale(target, { from: current, to: replicas, reason })
    this.#draft.next.desiredReplicas = replicas
  }

  async #readScale(): Promise<ScaleTarget> {
    const { resources, client } = this.#context
    try {
      const target = await readScale(this.#autoscaler, resources, client)
      const message = "the HPA controller was able to get the target's current scale"
      this.#draft.set('AbleToScale', true, 'SucceededGetScale', message)
      return target
    } catch (error) {
      const why = (error as Error).message
      const message = `the HPA controller was unable to get the target's current scale: ${why}`
      this.#draft.set('AbleToScale', false, 'FailedGetScale', message)
      this.#warn(eventReasons.failedGetScale, why)
      throw error
    }
  }

  async #wish({ scale }: ScaleTarget, current: number): Promise<Wish> {
    const { maxReplicas, minReplicas = 1 } = this.#autoscaler.spec
    if (current === 0 && minReplicas !== 0) {
      const message = 'scaling is disabled since the replica count of the target is zero'
      this.#draft.set('ScalingActive', false, 'ScalingDisabled', message)
      return { replicas: 0, reason: '' }
    }
    if (current > maxReplicas)
      return { replicas: maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas' }
    if (current < minReplicas)
      return { replicas: minReplicas, reason: 'Current number of replicas below Spec.MinReplicas' }
    const namespace = this.#autoscaler.metadata.namespace ?? ''
    const best = await this.#measure({ namespace, current, selector: scale.status?.selector ?? '' })
    const reason = best.replicas > current ? `${best.name} above target` : 'All metrics below target'
    return { replicas: this.#rule(current, best.replicas), reason }
  }

  /** The metric that asks for most; those that fail only count while nothing is to be taken away. */
  async #measure(scaled: ScaledPods): Promise<MetricReplicas> {
    if (!scaled.selector) {
      this.#warn(eventReasons.selectorRequired, 'selector is required')
      this.#draft.set(
        'ScalingActive',
        false,
        'InvalidSelector',
        "the HPA target's scale is missing a selector",
      )
      throw new Error('selector is required')
    }
    const { spec } = this.#autoscaler
    const metrics = spec.metrics ?? []
    const outcomes: (MetricReplicas | MetricError)[] = []
    for (const metric of metrics) outcomes.push(await this.#measureOne(metric, scaled))
    const errors = outcomes.filter((outcome) => outcome instanceof MetricError)
    const valid = outcomes.flatMap((outcome) => (outcome instanceof MetricError ? [] : [outcome]))
    if (valid.length > 0) this.#draft.next.currentMetrics = valid.map(({ status }) => status)
    else delete this.#draft.next.currentMetrics
    const best = valid.toSorted((a, b) => b.replicas - a.replicas)[0]
    const [first] = errors
    if (!best || (first && best.replicas < scaled.current))
      throw this.#invalid(first, errors.length, metrics.length)
    const message = `the HPA was able to successfully calculate a replica count from ${best.name}`
    this.#draft.set('ScalingActive', true, 'ValidMetricFound', message)
    return best
  }

  async #measureOne(metric: MetricSpec, scaled: ScaledPods): Promise<MetricReplicas | MetricError> {
    try {
      return await replicasForMetric(metric, scaled, this.#autoscaler.spec, this.#context)
    } catch (error) {
      if (!(error instanceof MetricError)) throw error
      this.#warn(error.reason, error.message)
      return error
    }
  }

  #invalid(first: MetricError | undefined, invalid: number, total: number): Error {
    const why = first?.message ?? 'no metrics are given'
    const reason = first?.reason ?? 'InvalidMetricSourceType'
    this.#draft.set('ScalingActive', false, reason, `the HPA was unable to compute the replica count: ${why}`)
    const message = `invalid metrics (${invalid} invalid out of ${total}), first error is: ${why}`
    this.#warn(eventReasons.failedComputeMetricsReplicas, message)
    return new Error(`failed to compute desired number of replicas based on listed metrics: ${message}`)
  }

  #rule(current: number, desired: number): number {
    const { history, clock } = this.#context
    const { spec } = this.#autoscaler
    const now = { history, nowMs: clock.now() }
    const stable = stabilize(spec, { current, desired }, now)
    this.#draft.set('AbleToScale', true, stable.reason, stable.message)
    const { replicas, reason, message } = limitRate(spec, { current, desired: stable.replicas }, now)
    this.#draft.set('ScalingLimited', reason !== '', reason || 'DesiredWithinRange', message)
    return replicas
  }

  async #rescale(
    target: ScaleTarget,
    { from, to, reason }: { readonly from: number; readonly to: number; readonly reason: string },
  ): Promise<void> {
    const { clock, events, history } = this.#context
    const what = `New size: ${to}; reason: ${reason}`
    try {
      await target.write(to)
    } catch (error) {
      const why = (error as Error).message
      this.#warn(eventReasons.failedRescale, `${what}; error: ${why}`)
      const message = `the HPA controller was unable to update the target scale: ${why}`
      this.#draft.set('AbleToScale', false, 'FailedUpdateScale', message)
      throw error
    }
    const message = `the HPA controller was able to update the target scale to ${to}`
    this.#draft.set('AbleToScale', true, 'SucceededRescale', message)
    events.event(this.#autoscaler, { type: 'Normal', reason: eventReasons.successfulRescale, message: what })
    history.change(to - from, clock.now())
    this.#draft.next.lastScaleTime = timestamp(clock.now())
  }

  #warn(reason: string, message: string): void {
    this.#context.events.event(this.#autoscaler, { type: 'Warning', reason, message })
  }
}
