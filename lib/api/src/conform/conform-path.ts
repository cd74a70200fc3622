import { badRequest, type StatusError } from '@knarr/machinery'
import type { GroupVersionKind } from '../schema/type-name.ts'

/** A key of a map: part of the path of an unknown field, but not of Go's field path in an error. */
export interface MapKey {
  readonly key: string
}

/** Where in an object the walk is, and what it found there. */
export class ConformPath {
  readonly unknownFields: string[] = []
  readonly fills: boolean
  readonly #gvk: GroupVersionKind
  readonly #segments: (string | number | MapKey)[] = []
  readonly #structs: string[] = []

  constructor(gvk: GroupVersionKind, fills: boolean) {
    this.#gvk = gvk
    this.fills = fills
  }

  push(segment: string | number | MapKey): void {
    this.#segments.push(segment)
  }

  pop(): void {
    this.#segments.pop()
  }

  /** Enters a struct by its Go name: errors name the innermost one. */
  enter(struct: string): void {
    this.#structs.push(struct)
  }

  leave(): void {
    this.#structs.pop()
  }

  unknown(field: string): void {
    this.push(field)
    this.unknownFields.push(this.#strictPath())
    this.pop()
  }

  /** The error of Go's json package for a value of the wrong type. */
  mismatch(value: unknown, goType: string): StatusError {
    const fields = this.#segments.filter((segment) => typeof segment === 'string')
    const struct = this.#structs.at(-1)
    const target = struct && fields.length > 0 ? `struct field ${struct}.${fields.join('.')}` : 'value'
    return this.refusal(`json: cannot unmarshal ${valueName(value)} into Go ${target} of type ${goType}`)
  }

  refusal(why: string): StatusError {
    return cannotBeHandled(this.#gvk, why)
  }

  #strictPath(): string {
    const parts = this.#segments.map((segment) =>
      typeof segment === 'number'
        ? `[${segment}]`
        : `.${typeof segment === 'string' ? segment : segment.key}`,
    )
    return parts.join('').slice(1)
  }
}

/** The BadRequest for a body that is not what its kind says. */
export function cannotBeHandled({ version, kind }: GroupVersionKind, why: string): StatusError {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)
}

/** A value as Go's json errors call it; a number that does not fit is spelled out. */
function valueName(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return isFitting(value) ? 'number' : `number ${value}`
  return typeof value
}

const isFitting = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= 0x7fffffff
