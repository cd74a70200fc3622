import { CelMap, type Value } from './value.ts'

/** An object an expression made, of a named type. */
export class StructMap extends CelMap {
  override readonly typeName: string
  readonly #fields: ReadonlyMap<string, Value>

  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    super()
    this.typeName = typeName
    this.#fields = fields
  }

  get size(): number {
    return this.#fields.size
  }

  get(key: Value): Value | undefined {
    return typeof key === 'string' ? this.#fields.get(key) : undefined
  }

  keys(): Iterable<Value> {
    return this.#fields.keys()
  }
}
