import { Labelled } from './labelled.ts'
import { type Metric, type MetricDefinition, sampleLine } from './metric-text.ts'

/** A number that only grows. */
export interface CounterSeries {
  inc(by?: number): void
  readonly value: number
}

/** Counts events. Hot paths keep the series of `with`; without labels the counter is its only series. */
export class Counter implements Metric, CounterSeries {
  readonly type = 'counter' as const
  readonly definition: MetricDefinition
  readonly #series: Labelled<Cell>

  constructor(definition: MetricDefinition) {
    this.definition = definition
    this.#series = new Labelled(definition, (labels) => new Cell(labels))
  }

  with(...values: string[]): CounterSeries {
    return this.#series.of(values)
  }

  inc(by = 1): void {
    this.#series.of([]).inc(by)
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

class Cell implements CounterSeries {
  readonly labels: string
  value = 0

  constructor(labels: string) {
    this.labels = labels
  }

  inc(by = 1): void {
    if (by > 0) this.value += by
  }
}
