import { labelText, type MetricDefinition } from './metric-text.ts'

/** One series per combination of label values, made when first asked for. */
export class Labelled<Series> {
  readonly #definition: MetricDefinition
  readonly #make: (labels: string) => Series
  readonly #series = new Map<string, Series>()

  constructor(definition: MetricDefinition, make: (labels: string) => Series) {
    this.#definition = definition
    this.#make = make
    if (this.#names.length === 0) this.of([])
  }

  of(values: readonly string[]): Series {
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\u0000')
    return this.#series.get(key) ?? this.#added(key, values)
  }

  remove(values: readonly string[]): void {
    this.#series.delete(values.join('\u0000'))
  }

  values(): IterableIterator<Series> {
    return this.#series.values()
  }

  get #names(): readonly string[] {
    return this.#definition.labels ?? []
  }

  #added(key: string, values: readonly string[]): Series {
    if (values.length !== this.#names.length) {
      const { name } = this.#definition
      throw new Error(`metric ${name} has ${this.#names.length} labels, not ${values.length}`)
    }
    const series = this.#make(labelText(this.#names, values))
    this.#series.set(key, series)
    return series
  }
}
