/** Sets an own property whatever its name: `__proto__` becomes data, not the prototype. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
  } else {
    ;(target as Record<string, unknown>)[key] = value
  }
}

/** An own member of `object`, or undefined: what the prototype has does not count. */
export function ownValue(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined
}

/** Whether `value` is a JSON object (not an array, not null). */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Freezes `value` and everything in it, and returns it; parts that are frozen already are not entered. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const key in value) deepFreeze(value[key])
  return value
}

/** A mutable deep copy of JSON data; frozen inputs are fine. */
export function cloneJson<T>(value: T): T {
  return clone(value) as T
}

function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(clone)
  const copy: Record<string, unknown> = {}
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key]
    const copied = typeof inner === 'object' && inner !== null ? clone(inner) : inner
    if (key === '__proto__') setOwn(copy, key, copied)
    else copy[key] = copied
  }
  return copy
}

/** Whether two JSON values say the same: the order of keys is free, and an undefined member is an absent one. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  return Array.isArray(a) ? equalArrays(a, b as unknown[]) : equalObjects(a, b)
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) {
    if (!deepEqual(a[index], b[index])) return false
  }
  return true
}

function equalObjects(a: object, b: object): boolean {
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  let count = 0
  for (const key in left) {
    if (left[key] === undefined) continue
    // Any other inherited member is a function, which equals no JSON value.
    if (key === '__proto__' && !Object.hasOwn(right, key)) return false
    if (!deepEqual(left[key], right[key])) return false
    count++
  }
  for (const key in right) {
    if (right[key] !== undefined) count--
  }
  return count === 0
}
