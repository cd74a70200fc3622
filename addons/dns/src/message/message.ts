import type { Rcode, RecordType } from './codes.ts'
import type { ResourceRecord } from './record.ts'

export interface Question {
  /** As it was asked, letter case kept. */
  readonly name: string
  readonly type: RecordType
  readonly class: string
}

export interface EdnsOption {
  readonly code: number
  readonly data: Uint8Array
}

/** What an OPT record says (RFC 6891). */
export interface Edns {
  readonly udpSize: number
  readonly version: number
  readonly dnssecOk: boolean
  readonly options: readonly EdnsOption[]
}

/** A whole message; OPT is taken out of the additional records, and its high bits are part of `rcode`. */
export interface Message {
  readonly id: number
  readonly opcode: number
  readonly isResponse: boolean
  readonly authoritative: boolean
  readonly truncated: boolean
  readonly recursionDesired: boolean
  readonly recursionAvailable: boolean
  readonly authenticData: boolean
  readonly checkingDisabled: boolean
  readonly rcode: Rcode
  readonly questions: readonly Question[]
  readonly answers: readonly ResourceRecord[]
  readonly authorities: readonly ResourceRecord[]
  readonly additionals: readonly ResourceRecord[]
  readonly edns: Edns | undefined
}

export const opcode = { query: 0, status: 2, notify: 4, update: 5 } as const

/** A message with nothing in it but what is given. */
export function messageOf(parts: Partial<Message> & { readonly id: number }): Message {
  return {
    ...{ opcode: opcode.query, isResponse: false, authoritative: false, truncated: false },
    ...{ recursionDesired: false, recursionAvailable: false, authenticData: false, checkingDisabled: false },
    ...{ rcode: 'NOERROR', questions: [], answers: [], authorities: [], additionals: [], edns: undefined },
    ...parts,
  }
}
