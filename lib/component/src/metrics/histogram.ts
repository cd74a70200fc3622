import { Labelled } from './labelled.ts'
import { type Metric, type MetricDefinition, numberText, sampleLine } from './metric-text.ts'

export interface HistogramDefinition extends MetricDefinition {
  /** Upper bounds, ascending, without infinity. */
  readonly buckets?: readonly number[]
}

export interface HistogramSeries {
  observe(value: number): void
  readonly count: number
  readonly sum: number
}

/** Prometheus' own choice, for seconds. */
const defaultBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** `count` bounds, each `factor` times the one before. */
export function exponentialBuckets(start: number, factor: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start * factor ** index)
}

/** `count` bounds, each `step` above the one before. */
export function linearBuckets(start: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start + step * index)
}

/** Shows how values are spread. Without labels the histogram is its only series. */
export class Histogram implements Metric, HistogramSeries {
  readonly type = 'histogram' as const
  readonly definition: HistogramDefinition
  readonly #series: Labelled<Cell>

  constructor(definition: HistogramDefinition) {
    this.definition = definition
    const bounds = definition.buckets ?? defaultBuckets
    this.#series = new Labelled(definition, (labels) => new Cell(labels, bounds))
  }

  with(...values: string[]): HistogramSeries {
    return this.#series.of(values)
  }

  observe(value: number): void {
    this.#series.of([]).observe(value)
  }

  get count(): number {
    return this.#series.of([]).count
  }

  get sum(): number {
    return this.#series.of([]).sum
  }

  samples(): string {
    let text = ''
    for (const cell of this.#series.values()) text += cell.text(this.definition.name)
    return text
  }
}

class Cell implements HistogramSeries {
  readonly #labels: string
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  count = 0
  sum = 0

  constructor(labels: string, bounds: readonly number[]) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Array<number>(bounds.length).fill(0)
  }

  observe(value: number): void {
    this.count++
    this.sum += value
    let low = 0
    let high = this.#bounds.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#bounds[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    if (low < this.#counts.length) this.#counts[low] = (this.#counts[low] ?? 0) + 1
  }

  text(name: string): string {
    const prefix = this.#labels ? `${this.#labels},` : ''
    let text = ''
    let below = 0
    for (const [index, bound] of this.#bounds.entries()) {
      below += this.#counts[index] ?? 0
      text += sampleLine(`${name}_bucket`, `${prefix}le="${numberText(bound)}"`, below)
    }
    text += sampleLine(`${name}_bucket`, `${prefix}le="+Inf"`, this.count)
    text += sampleLine(`${name}_sum`, this.#labels, this.sum)
    return text + sampleLine(`${name}_count`, this.#labels, this.count)
  }
}
