import { CelList, CelMap, unescapeFieldName, type Value } from '@knarr/cel'
import { isJsonObject, ownValue } from '@knarr/machinery'

/** JSON as expressions over tokens see it: every number a double, and fields by their escaped names too. */
export function claimsValue(json: unknown): Value {
  if (Array.isArray(json)) return new ClaimsList(json)
  if (isJsonObject(json)) return new ClaimsMap(json)
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null
}

class ClaimsMap extends CelMap {
  readonly #json: Readonly<Record<string, unknown>>

  constructor(json: Readonly<Record<string, unknown>>) {
    super()
    this.#json = json
  }

  get size(): number {
    return Object.keys(this.#json).length
  }

  get(key: Value): Value | undefined {
    const value = typeof key === 'string' ? ownValue(this.#json, unescapeFieldName(key)) : undefined
    return value === undefined ? undefined : claimsValue(value)
  }

  keys(): Iterable<Value> {
    return Object.keys(this.#json)
  }
}

class ClaimsList extends CelList {
  readonly #json: readonly unknown[]

  constructor(json: readonly unknown[]) {
    super()
    this.#json = json
  }

  get size(): number {
    return this.#json.length
  }

  at(index: number): Value {
    return claimsValue(this.#json[index])
  }
}
