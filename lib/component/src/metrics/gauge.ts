import { Labelled } from './labelled.ts'
import { labelText, type Metric, type MetricDefinition, sampleLine } from './metric-text.ts'

/** A number that goes up and down. */
export interface GaugeSeries {
  set(value: number): void
  inc(by?: number): void
  dec(by?: number): void
  readonly value: number
}

/** Shows a state. Without labels the gauge is its only series. */
export class Gauge implements Metric, GaugeSeries {
  readonly type = 'gauge' as const
  readonly definition: MetricDefinition
  readonly #series: Labelled<Cell>

  constructor(definition: MetricDefinition) {
    this.definition = definition
    this.#series = new Labelled(definition, (labels) => new Cell(labels))
  }

  with(...values: string[]): GaugeSeries {
    return this.#series.of(values)
  }

  /** Forgets one series: what it told of is gone. */
  remove(...values: string[]): void {
    this.#series.remove(values)
  }

  set(value: number): void {
    this.#series.of([]).set(value)
  }

  inc(by = 1): void {
    this.#series.of([]).inc(by)
  }

  dec(by = 1): void {
    this.#series.of([]).dec(by)
  }

  get value(): number {
    return this.#series.of([]).value
  }

  samples(): string {
    let text = ''
    for (const { labels, value } of this.#series.values()) {
      text += sampleLine(this.definition.name, labels, value)
    }
    return text
  }
}

class Cell implements GaugeSeries {
  readonly labels: string
  value = 0

  constructor(labels: string) {
    this.labels = labels
  }

  set(value: number): void {
    this.value = value
  }

  inc(by = 1): void {
    this.value += by
  }

  dec(by = 1): void {
    this.value -= by
  }
}

export interface Sample {
  readonly labels?: readonly string[]
  readonly value: number
  /** When it was taken, if not now. */
  readonly atMs?: number
}

/** A metric whose samples are read when someone asks: for what is known elsewhere anyway. */
export function observedMetric(
  type: 'counter' | 'gauge',
  definition: MetricDefinition,
  read: () => Iterable<Sample>,
): Metric {
  return {
    type,
    definition,
    samples() {
      let text = ''
      for (const { labels = [], value, atMs } of read()) {
        text += sampleLine(definition.name, labelText(definition.labels ?? [], labels), value, atMs)
      }
      return text
    },
  }
}
