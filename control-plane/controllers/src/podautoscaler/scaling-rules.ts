import type {
  HorizontalPodAutoscalerSpec,
  HPAScalingPolicy,
  HPAScalingRules,
} from '@knarr/api/autoscaling/v2'
import type { ScaleHistory } from './scale-history.ts'

const scaleUpDefault: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
}
const scaleDownDefault: HPAScalingRules = {
  stabilizationWindowSeconds: 300,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
}

export interface Proposal {
  readonly current: number
  readonly desired: number
}

/** What is left of a proposal, and why. */
export interface Ruling {
  readonly replicas: number
  readonly reason: string
  readonly message: string
}

export function scaleUpRules({ behavior }: HorizontalPodAutoscalerSpec): HPAScalingRules {
  return { ...scaleUpDefault, ...behavior?.scaleUp }
}

export function scaleDownRules({ behavior }: HorizontalPodAutoscalerSpec): HPAScalingRules {
  return { ...scaleDownDefault, ...behavior?.scaleDown }
}

/** Follows the lowest recent recommendation up and the highest down, each over its own window. */
export function stabilize(
  spec: HorizontalPodAutoscalerSpec,
  { current, desired }: Proposal,
  { history, nowMs }: { readonly history: ScaleHistory; readonly nowMs: number },
): Ruling {
  const windowMs = (rules: HPAScalingRules): number => (rules.stabilizationWindowSeconds ?? 0) * 1000
  const recent = (ms: number): readonly number[] => [desired, ...history.recommended(nowMs - ms)]
  const up = Math.min(...recent(windowMs(scaleUpRules(spec))))
  const down = Math.max(...recent(windowMs(scaleDownRules(spec))))
  history.recommend(desired, nowMs)
  const replicas = Math.min(Math.max(current, up), down)
  if (replicas === desired) {
    const message = 'recommended size matches current size'
    return { replicas, reason: 'ReadyForNewScale', message }
  }
  const [reason, lowest] = desired >= current ? ['ScaleUpStabilized', true] : ['ScaleDownStabilized', false]
  const message = lowest
    ? 'recent recommendations were lower than current one, applying the lowest recent recommendation'
    : 'recent recommendations were higher than current one, applying the highest recent recommendation'
  return { replicas, reason: reason as string, message }
}

/** Holds a proposal to the rates of the rules and to the limits of the spec; `reason` is empty if it fits. */
export function limitRate(
  spec: HorizontalPodAutoscalerSpec,
  proposal: Proposal,
  now: { readonly history: ScaleHistory; readonly nowMs: number },
): Ruling {
  const { current, desired } = proposal
  const { maxReplicas, minReplicas = 1 } = spec
  if (desired > current) {
    const rate = Math.max(current, upLimit(scaleUpRules(spec), current, now))
    const [reason, message] =
      maxReplicas > rate
        ? ['ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate']
        : ['TooManyReplicas', 'the desired replica count is more than the maximum replica count']
    const allowed = Math.min(maxReplicas, rate)
    return desired > allowed ? { replicas: allowed, reason, message } : within(desired)
  }
  const rate = Math.min(current, downLimit(scaleDownRules(spec), current, now))
  const [reason, message] =
    minReplicas < rate
      ? ['ScaleDownLimit', 'the desired replica count is decreasing faster than the maximum scale rate']
      : ['TooFewReplicas', 'the desired replica count is less than the minimum replica count']
  const allowed = Math.max(minReplicas, rate)
  if (desired < current && desired < allowed) return { replicas: allowed, reason, message }
  return limitBounds(spec, desired)
}

/** A proposal that changes nothing, or goes no further than it may, can still be out of bounds. */
function limitBounds({ maxReplicas, minReplicas = 1 }: HorizontalPodAutoscalerSpec, desired: number): Ruling {
  if (desired > maxReplicas) {
    const message = 'the desired replica count is more than the maximum replica count'
    return { replicas: maxReplicas, reason: 'TooManyReplicas', message }
  }
  if (desired < minReplicas) {
    const message = 'the desired replica count is less than the minimum replica count'
    return { replicas: minReplicas, reason: 'TooFewReplicas', message }
  }
  return within(desired)
}

function within(replicas: number): Ruling {
  return { replicas, reason: '', message: 'the desired count is within the acceptable range' }
}

type Now = { readonly history: ScaleHistory; readonly nowMs: number }

function upLimit(rules: HPAScalingRules, current: number, now: Now): number {
  if (rules.selectPolicy === 'Disabled') return current
  const limits = (rules.policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = current - netChange(periodSeconds, now)
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
  })
  return rules.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits)
}

function downLimit(rules: HPAScalingRules, current: number, now: Now): number {
  if (rules.selectPolicy === 'Disabled') return current
  const limits = (rules.policies ?? []).map(({ type, value, periodSeconds }: HPAScalingPolicy) => {
    const start = current - netChange(periodSeconds, now)
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100))
  })
  return rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits)
}

function netChange(periodSeconds: number, { history, nowMs }: Now): number {
  return history.changedSince(nowMs - periodSeconds * 1000)
}
