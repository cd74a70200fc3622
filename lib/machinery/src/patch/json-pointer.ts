import { isJsonObject, ownValue, setOwn } from '../json/json.ts'
import { PatchError } from './patch-error.ts'

/** The place a pointer names: a member of an object or an array. */
export interface PointerTarget {
  readonly container: Record<string, unknown> | unknown[]
  readonly key: string
}

/** Finds the container of what `path` names (RFC 6901), or undefined if the document has none. */
export function resolvePointer(document: unknown, path: string): PointerTarget | undefined {
  if (!path.startsWith('/')) return undefined
  const tokens = path.slice(1).split('/').map(unescapeToken)
  const key = tokens.pop() ?? ''
  let container = document
  for (const token of tokens) container = memberOf(container, token)
  return isContainer(container) ? { container, key } : undefined
}

const unescapeToken = (token: string): string => token.replace(/~1/g, '/').replace(/~0/g, '~')

const isContainer = (value: unknown): value is Record<string, unknown> | unknown[] =>
  Array.isArray(value) || isJsonObject(value)

function memberOf(container: unknown, token: string): unknown {
  if (Array.isArray(container)) return container[Number(/^\d+$/.test(token) ? token : Number.NaN)]
  return isJsonObject(container) ? ownValue(container, token) : undefined
}

/** Reads the value, or throws with the reason it is not there. */
export function getAt({ container, key }: PointerTarget): unknown {
  if (Array.isArray(container)) return container[indexOf(key, container.length)]
  if (!Object.hasOwn(container, key)) {
    throw new PatchError(422, `unable to get nonexistent key: ${key}: missing value`)
  }
  return container[key]
}

/** Sets a member of an object, or inserts before an array's item (`-`: after the last). */
export function addAt({ container, key }: PointerTarget, value: unknown): void {
  if (!Array.isArray(container)) setOwn(container, key, value)
  else if (key === '-') container.push(value)
  else container.splice(indexOf(key, container.length + 1), 0, value)
}

/** Puts a new value in the place of one that is there. */
export function replaceAt({ container, key }: PointerTarget, value: unknown): void {
  if (Array.isArray(container)) container[indexOf(key, container.length)] = value
  else setOwn(container, key, value)
}

export function removeAt({ container, key }: PointerTarget): void {
  if (Array.isArray(container)) {
    container.splice(indexOf(key, container.length), 1)
  } else if (Object.hasOwn(container, key)) {
    delete container[key]
  } else {
    throw new PatchError(422, `unable to remove nonexistent key: ${key}: missing value`)
  }
}

/** An array index below `length`; like upstream, a negative one counts from the end. */
function indexOf(key: string, length: number): number {
  if (!/^[+-]?\d+$/.test(key)) {
    throw new PatchError(422, `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`)
  }
  const index = Number(key)
  if (index >= length || index < -length) {
    throw new PatchError(422, `Unable to access invalid index: ${index}: invalid index referenced`)
  }
  return index < 0 ? index + length : index
}
