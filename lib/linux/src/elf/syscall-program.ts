import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { Machine } from './elf-image.ts'
import { field, firstInstruction, programAddress, programLimit } from './syscall-machine.ts'
import { type SyscallName, syscallNumber } from './syscall-numbers.ts'

/** A value of a call: a number (or an address), or what an earlier call gave. */
export type Value = number | bigint | Result

/** What a call gives; at most two later values (or cells) may take it. */
export interface Result {
  readonly stores: number[]
}

export interface CallOptions {
  /** What is being done, for the error's text. */
  readonly what?: string
  /** Goes on after an error. */
  readonly optional?: boolean
  /** Jumps there on an error, on 0, or on a positive result, in place of the next step. */
  readonly ifError?: Label
  readonly ifZero?: Label
  readonly ifPositive?: Label
  /** A cell that also gets the result. */
  readonly store?: number
}

/** A place in a program; `SyscallProgram.place` says where. */
export interface Label {
  index?: number
}

interface Step extends Result {
  readonly number: number
  readonly values: (number | bigint)[]
  readonly options: CallOptions
}

const header = { kind: programAddress, scratch: programAddress + 0x18, freeCells: programAddress + 0x20 }
const dataAddress = programAddress + 0x40000
const argumentCount = 6

/** A report of the program: its kind, then two values. */
export const reportBytes = 24
/** The kind of the report of a failed step; the values are the step's address and the negative error. */
export const failureReport = 1

/**
 * Builds what a `syscallMachine` obeys. Steps run in order; one that fails writes a report to
 * `reportDescriptor` and ends the process with status 1, unless its options say otherwise.
 */
export class SyscallProgram {
  readonly #machine: Machine
  readonly #reportDescriptor: number
  readonly #steps: Step[] = []
  readonly #data: Buffer[] = []
  readonly #fail: Label = {}
  #dataEnd = dataAddress
  #nextCell = header.freeCells

  constructor(machine: Machine, reportDescriptor = 3) {
    this.#machine = machine
    this.#reportDescriptor = reportDescriptor
  }

  /** Appends a call. */
  call(name: SyscallName, values: readonly Value[] = [], options: CallOptions = {}): Result {
    const stores = options.store === undefined ? [] : [options.store]
    const step: Step = { number: syscallNumber(name, this.#machine), values: [], options, stores }
    const base = firstInstruction + this.#steps.length * field.size + field.arguments
    for (const [position, value] of values.entries()) {
      if (typeof value === 'object') value.stores.push(base + 8 * position)
      step.values.push(typeof value === 'object' ? 0 : value)
    }
    this.#steps.push(step)
    return step
  }

  place(label: Label): void {
    label.index = this.#steps.length
  }

  /** Forks; `child` adds the child's steps, the last of which must not return. Gives the child's pid. */
  fork(child: () => void, what = 'fork'): Result {
    const after: Label = {}
    const pid = this.call('clone', [17], { what, ifPositive: after })
    child()
    this.place(after)
    return pid
  }

  /** The address of eight bytes of 0, for a result. */
  cell(): number {
    const cell = this.#nextCell
    this.#nextCell += 8
    if (this.#nextCell > firstInstruction) throw new Error('a program has too few cells for this')
    return cell
  }

  /** The address of `bytes`, aligned to eight. */
  data(bytes: Uint8Array): number {
    const address = this.#dataEnd
    const padded = Buffer.alloc(Math.ceil(bytes.length / 8) * 8)
    padded.set(bytes)
    this.#data.push(padded)
    this.#dataEnd += padded.length
    return address
  }

  text(text: string): number {
    return this.data(Buffer.from(`${text}\0`))
  }

  /** The address of a list of addresses or numbers, as `argv` and `iovec` are. */
  words(values: readonly (number | bigint)[]): number {
    const bytes = Buffer.alloc(values.length * 8)
    for (const [index, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), index * 8)
    return this.data(bytes)
  }

  /** The address of a list of strings, ended by 0. */
  texts(texts: readonly string[]): number {
    return this.words([...texts.map((text) => this.text(text)), 0])
  }

  /** The address of `size` bytes of 0. */
  buffer(size: number): number {
    return this.data(new Uint8Array(size))
  }

  /** What the step at `address` (of a failure report) was doing. */
  whatAt(address: bigint): string | undefined {
    return this.#steps[Number(address - BigInt(firstInstruction)) / field.size]?.options.what
  }

  /** Writes the program to a new file only its owner reads. */
  write(path: string): void {
    this.#addFailure()
    const size = this.#dataEnd - programAddress
    if (size > programLimit || this.#steps.length * field.size > dataAddress - firstInstruction) {
      throw new Error('argument list too long')
    }
    const file = openSync(path, 'w', 0o600)
    try {
      writeSync(file, this.#head(), 0, undefined, 0)
      writeSync(file, Buffer.concat(this.#data), 0, undefined, dataAddress - programAddress)
      ftruncateSync(file, size)
    } finally {
      closeSync(file)
    }
  }

  #addFailure(): void {
    if (this.#fail.index !== undefined) return
    this.place(this.#fail)
    this.call('write', [this.#reportDescriptor, header.kind, reportBytes], { optional: true })
    this.call('exit_group', [1], { optional: true })
  }

  #head(): Buffer {
    const start = firstInstruction - programAddress
    const head = Buffer.alloc(start + this.#steps.length * field.size)
    head.writeBigUInt64LE(BigInt(failureReport), 0)
    for (const [index, step] of this.#steps.entries())
      this.#encode(head, start + index * field.size, index, step)
    return head
  }

  #encode(head: Buffer, at: number, index: number, step: Step): void {
    const put = (offset: number, value: number | bigint): void => {
      head.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)), at + offset)
    }
    if (step.stores.length > 2) throw new Error('a result is used more than twice')
    if (step.values.length > argumentCount) throw new Error('a call has at most six values')
    put(field.number, step.number)
    for (const [position, value] of step.values.entries()) put(field.arguments + 8 * position, value)
    put(field.store, step.stores[0] ?? header.scratch)
    put(field.otherStore, step.stores[1] ?? header.scratch)
    const { options } = step
    put(field.ifError, addressOf(options.ifError ?? (options.optional ? undefined : this.#fail), index + 1))
    put(field.ifZero, addressOf(options.ifZero, index + 1))
    put(field.ifPositive, addressOf(options.ifPositive, index + 1))
  }
}

function addressOf(label: Label | undefined, otherwise: number): number {
  return firstInstruction + (label === undefined ? otherwise : (label.index ?? Number.NaN)) * field.size
}
