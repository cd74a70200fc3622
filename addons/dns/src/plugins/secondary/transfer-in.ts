import { connect } from 'node:net'
import type { Clock, Random } from '@knarr/machinery'
import { decodeMessage } from '../../message/decode-message.ts'
import { encodeMessage } from '../../message/encode-message.ts'
import { messageOf } from '../../message/message.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'
import { framed, MessageSplitter } from '../../server/message-splitter.ts'
import type { UpstreamAddress } from '../forward/stream-connections.ts'
import { recordKey, serialOf } from '../transfer/zone-history.ts'

export interface TransferOptions {
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
}

const timeoutMs = 10_000

/**
 * Every record of a zone as its primary has it now, the SOA first: all of them, or what changed since those `held`.
 * Rejects when the primary refuses, breaks off or is silent.
 */
export async function transferIn(
  zone: string,
  held: readonly ResourceRecord[] | undefined,
  primary: UpstreamAddress,
  options: TransferOptions,
): Promise<readonly ResourceRecord[]> {
  const id = Math.floor(options.random.next() * 0x10000)
  const type = held ? 'IXFR' : 'AXFR'
  const request = messageOf({
    ...{ id, questions: [{ name: zone, type, class: 'IN' }] },
    authorities: held?.slice(0, 1) ?? [],
  })
  const records = await receive(encodeMessage(request), id, primary, options)
  return held ? applied(held, records) : records.slice(0, -1)
}

/** The records of an answer that goes on until its SOA comes again. */
function receive(
  request: Buffer,
  id: number,
  { host, port }: UpstreamAddress,
  { clock, signal }: TransferOptions,
): Promise<readonly ResourceRecord[]> {
  const socket = connect(port, host)
  const splitter = new MessageSplitter()
  const records: ResourceRecord[] = []
  return new Promise<readonly ResourceRecord[]>((resolve, reject) => {
    const timer = clock.after(timeoutMs, () => socket.destroy(new Error(`${host}: i/o timeout`)))
    const aborted = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', aborted)
    socket.on('error', reject)
    socket.on('close', () => {
      timer.cancel()
      signal.removeEventListener('abort', aborted)
      reject(new Error(`${host} ended the transfer early`))
    })
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const bytes of splitter.push(chunk)) records.push(...answersIn(bytes, id))
      } catch (error) {
        socket.destroy(error as Error)
        return
      }
      if (!isWhole(records)) return
      resolve(records)
      socket.destroy()
    })
    socket.write(framed(request))
  })
}

function answersIn(bytes: Buffer, id: number): readonly ResourceRecord[] {
  const message = decodeMessage(bytes)
  if (message.id !== id) throw new Error('bad xfr response id')
  if (message.rcode !== 'NOERROR') throw new Error(`bad xfr rcode: ${message.rcode}`)
  if (message.answers.length === 0) throw new Error('xfr answer without records')
  return message.answers.map((record) => ({ ...record, name: record.name.toLowerCase() }))
}

/** One SOA says that nothing changed; else the first comes again at the end, in a difference after two more. */
function isWhole(records: readonly ResourceRecord[]): boolean {
  const last = records.at(-1)
  if (last?.type !== 'SOA') return false
  if (records.length === 1) return true
  const serial = serialOf(records)
  const same = records.filter((record) => isRecord(record, 'SOA') && record.data.serial === serial).length
  const isDifference = records[1]?.type === 'SOA' && serialOf(records.slice(1)) !== serial
  return serialOf([last]) === serial && same >= (isDifference ? 3 : 2)
}

/** The records held after the differences; all is new where the primary sent the whole zone. */
function applied(
  held: readonly ResourceRecord[],
  records: readonly ResourceRecord[],
): readonly ResourceRecord[] {
  const [soa, second] = records
  if (!soa || records.length === 1) return held
  if (second?.type !== 'SOA') return records.slice(0, -1)
  const byKey = new Map(held.slice(1).map((record) => [recordKey(record), record]))
  let isAdding = true
  for (const record of records.slice(1, -1)) {
    if (record.type === 'SOA') isAdding = !isAdding
    else if (isAdding) byKey.set(recordKey(record), record)
    else byKey.delete(recordKey(record))
  }
  return [soa, ...byKey.values()]
}
