import { cloneJson, deepEqual, isJsonObject, ownValue } from '../json/json.ts'
import { addAt, getAt, type PointerTarget, removeAt, replaceAt, resolvePointer } from './json-pointer.ts'
import { PatchError } from './patch-error.ts'

const maxOperations = 10_000
/** How much JSON all copy operations together may add: copies of copies grow without bound. */
const maxCopiedLength = 3 * 1024 * 1024

/**
 * RFC 6902, all or nothing. The result shares nothing with the arguments. A failed `test`, like any
 * operation that does not apply, is a PatchError with code 422.
 */
export function applyJsonPatch(document: unknown, operations: readonly unknown[]): unknown {
  if (!Array.isArray(operations)) throw new PatchError(400, 'a JSON patch must be a list of operations')
  if (operations.length > maxOperations) {
    const text = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`
    throw new PatchError(413, text)
  }
  const patched = new PatchedDocument(cloneJson(document))
  for (const operation of operations) {
    if (!isJsonObject(operation)) throw new PatchError(400, 'an operation of a JSON patch must be an object')
    patched.apply(operation)
  }
  return patched.document
}

type Operation = Readonly<Record<string, unknown>>

/** A document that belongs to nobody else, while operations change it. */
class PatchedDocument {
  document: unknown
  #copiedLength = 0

  constructor(document: unknown) {
    this.document = document
  }

  apply(operation: Operation): void {
    const kind = ownValue(operation, 'op')
    switch (kind) {
      case 'add':
        this.#add(textOf(operation, 'path'), givenValue(operation))
        break
      case 'remove':
        this.#remove(textOf(operation, 'path'))
        break
      case 'replace':
        this.#replace(textOf(operation, 'path'), givenValue(operation))
        break
      case 'move':
        this.#move(textOf(operation, 'from'), textOf(operation, 'path'))
        break
      case 'copy':
        this.#copy(textOf(operation, 'from'), textOf(operation, 'path'))
        break
      case 'test':
        this.#test(textOf(operation, 'path'), ownValue(operation, 'value') ?? null)
        break
      default:
        throw new PatchError(422, `Unexpected kind: ${typeof kind === 'string' ? kind : 'unknown'}`)
    }
  }

  #find(path: string, complaint: string): PointerTarget {
    const target = resolvePointer(this.document, path)
    if (!target) throw new PatchError(422, `${complaint}: missing value`)
    return target
  }

  #add(path: string, value: unknown): void {
    if (path === '') {
      this.document = value
      return
    }
    const target = this.#find(path, `add operation does not apply: doc is missing path: "${path}"`)
    within(`error in add for path: '${path}'`, () => addAt(target, value))
  }

  #remove(path: string): void {
    const target = this.#find(path, `remove operation does not apply: doc is missing path: "${path}"`)
    within(`error in remove for path: '${path}'`, () => removeAt(target))
  }

  #replace(path: string, value: unknown): void {
    if (path === '') {
      this.document = value
      return
    }
    const target = this.#find(path, `replace operation does not apply: doc is missing path: ${path}`)
    // Upstream's library takes a member that is missing for one to be set, whatever the RFC says.
    if (Array.isArray(target.container)) {
      try {
        getAt(target)
      } catch {
        throw new PatchError(
          422,
          `replace operation does not apply: doc is missing key: ${path}: missing value`,
        )
      }
    }
    replaceAt(target, value)
  }

  #move(from: string, path: string): void {
    if (path.startsWith(`${from}/`)) {
      throw new PatchError(422, `error in move for path: '${path}': a value cannot move into itself`)
    }
    const source = this.#find(from, `move operation does not apply: doc is missing from path: ${from}`)
    const value = within(`error in move for path: '${source.key}'`, () => getAt(source))
    removeAt(source)
    if (path === '') {
      this.document = value
      return
    }
    const target = this.#find(path, `move operation does not apply: doc is missing destination path: ${path}`)
    within(`error in move for path: '${path}'`, () => addAt(target, value))
  }

  #copy(from: string, path: string): void {
    const value = cloneJson(from === '' ? this.document : this.#sourceOf(from))
    this.#copiedLength += JSON.stringify(value)?.length ?? 0
    if (this.#copiedLength > maxCopiedLength) {
      const sizes = `is ${this.#copiedLength}, exceeding the limit ${maxCopiedLength}`
      throw new PatchError(422, `Unable to complete the copy, the accumulated size increase of copy ${sizes}`)
    }
    if (path === '') {
      this.document = value
      return
    }
    const target = this.#find(path, `copy operation does not apply: doc is missing destination path: ${path}`)
    within(`error while adding value during copy`, () => addAt(target, value))
  }

  #sourceOf(from: string): unknown {
    const source = this.#find(from, `copy operation does not apply: doc is missing from path: ${from}`)
    return within(`error in copy for from: '${from}'`, () => getAt(source))
  }

  #test(path: string, expected: unknown): void {
    if (!deepEqual(this.#tested(path, expected), expected)) {
      throw new PatchError(422, `testing value ${path} failed: test failed`)
    }
  }

  #tested(path: string, expected: unknown): unknown {
    if (path === '') return this.document
    const target = this.#find(path, `test operation does not apply: is missing path: ${path}`)
    const isAbsent = !Array.isArray(target.container) && !Object.hasOwn(target.container, target.key)
    if (isAbsent && expected === null) return null
    return within(`error in test for path: '${path}'`, () => getAt(target))
  }
}

/** Runs `action` and puts `context` before the message of what it throws. */
function within<T>(context: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(error.code, `${context}: ${error.message}`)
    throw error
  }
}

function textOf(operation: Operation, field: 'path' | 'from'): string {
  const value = ownValue(operation, field)
  if (typeof value === 'string') return value
  const kind = String(ownValue(operation, 'op'))
  const what = `operation, missing ${field} field`
  throw new PatchError(422, `${kind} operation failed to decode ${field}: ${what}: missing value`)
}

/** The operation's own copy of its value. */
function givenValue(operation: Operation): unknown {
  if (Object.hasOwn(operation, 'value')) return cloneJson(operation.value)
  throw new PatchError(422, `${String(operation.op)} operation is missing its value: missing value`)
}
