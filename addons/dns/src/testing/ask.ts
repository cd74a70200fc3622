import { seededRandom, systemClock } from '@knarr/machinery'
import type { RecordType } from '../message/codes.ts'
import { type Message, messageOf } from '../message/message.ts'
import { formatData, type ResourceRecord } from '../message/record.ts'
import { Upstream } from '../plugins/forward/upstream.ts'

export interface Asking {
  readonly port: number
  readonly protocol?: 'udp' | 'tcp'
  readonly edns?: Message['edns']
}

/** Asks a server on loopback as a client would. */
export function ask(
  name: string,
  type: RecordType,
  { port, protocol = 'udp', edns }: Asking,
): Promise<Message> {
  const upstream = new Upstream(
    { host: '127.0.0.1', port, isTls: false },
    { clock: systemClock, random: seededRandom(port), timeoutMs: 2000 },
  )
  const questions = [{ name, type, class: type === 'TXT' && name.endsWith('.bind.') ? 'CH' : 'IN' }]
  const request = messageOf({ id: 1, recursionDesired: true, questions, edns })
  return upstream.ask(request, protocol, new AbortController().signal)
}

/** Records as `NAME TYPE DATA`. */
export function short(records: readonly ResourceRecord[]): string[] {
  return records.map((record) => `${record.name} ${record.type} ${formatData(record)}`)
}
