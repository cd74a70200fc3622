import type { Histogram, HistogramSeries, MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import type { MeasureStep } from '../admission/admission-chain.ts'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../admission/admission-plugin.ts'

const buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5]

/** How long admission takes, plugin by plugin. */
export class AdmissionMetrics {
  readonly #duration: Histogram
  readonly #steps: Histogram
  readonly #clock: Clock

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#clock = clock
    this.#duration = registry.histogram({
      name: 'apiserver_admission_controller_admission_duration_seconds',
      help: 'How long an admission plugin took, by what it was asked and whether it refused.',
      labels: ['name', 'type', 'operation', 'rejected'],
      buckets,
    })
    this.#steps = registry.histogram({
      name: 'apiserver_admission_step_admission_duration_seconds',
      help: 'How long all admission plugins took together, by what they were asked and whether one refused.',
      labels: ['type', 'operation', 'rejected'],
      buckets,
    })
  }

  /** What all plugins together took. */
  readonly step: MeasureStep = async (type, { operation }, step) => {
    const start = this.#clock.now()
    let isRejected = true
    try {
      await step()
      isRejected = false
    } finally {
      const seconds = (this.#clock.now() - start) / 1000
      this.#steps.with(type, operation, String(isRejected)).observe(seconds)
    }
  }

  /** The same plugin, and its time told. */
  measured(plugin: AdmissionPlugin): AdmissionPlugin {
    const { admit, validate } = plugin
    return {
      name: plugin.name,
      handles: (attributes) => plugin.handles(attributes),
      ...(admit ? { admit: this.#step(plugin.name, 'admit', admit.bind(plugin)) } : {}),
      ...(validate ? { validate: this.#step(plugin.name, 'validate', validate.bind(plugin)) } : {}),
      close: () => plugin.close?.(),
    }
  }

  #step<T>(
    name: string,
    type: 'admit' | 'validate',
    ask: (attributes: AdmissionAttributes, context: AdmissionContext) => T | Promise<T>,
  ): (attributes: AdmissionAttributes, context: AdmissionContext) => T | Promise<T> {
    const known = new Map<string, HistogramSeries>()
    const observe = (operation: string, start: number, isRejected: boolean): void => {
      const key = isRejected ? `${operation}!` : operation
      const series = known.get(key) ?? this.#duration.with(name, type, operation, String(isRejected))
      known.set(key, series)
      series.observe((this.#clock.now() - start) / 1000)
    }
    const waitFor = async (result: Promise<T>, operation: string, start: number): Promise<T> => {
      let isRejected = true
      try {
        const value = await result
        isRejected = false
        return value
      } finally {
        observe(operation, start, isRejected)
      }
    }
    // Most plugins answer at once, and then nobody is to wait for them.
    return (attributes, context) => {
      const start = this.#clock.now()
      let result: T | Promise<T>
      try {
        result = ask(attributes, context)
      } catch (error) {
        observe(attributes.operation, start, true)
        throw error
      }
      if (result instanceof Promise) return waitFor(result, attributes.operation, start)
      observe(attributes.operation, start, false)
      return result
    }
  }
}
