import { decodeMessage } from '../message/decode-message.ts'
import { FormatError } from '../message/dns-error.ts'
import { encodeMessage } from '../message/encode-message.ts'
import { type Message, messageOf, opcode } from '../message/message.ts'
import type { ResourceRecord } from '../message/record.ts'
import { emptyReply, type Handler, type Query, type Reply, type TransportProtocol } from '../plugin.ts'
import type { AnswerCache } from './answer-cache.ts'

/** Where a message came from and came in. */
export interface Arrival {
  readonly client: Query['client']
  readonly protocol: TransportProtocol
  readonly server: string
  /** Where answers are kept that may be sent again. */
  readonly answers?: AnswerCache
}

const maxUdp = 4096
const maxTcp = 65535

/**
 * Answers one message's bytes; more than one message comes back for a zone transfer, none for what must not be
 * answered: responses, rubbish without a header, and queries a plugin dropped.
 */
export async function answerMessage(
  bytes: Buffer,
  arrival: Arrival,
  handler: Handler,
  signal: AbortSignal,
): Promise<Buffer[]> {
  const request = decoded(bytes)
  if (!request) return malformed(bytes)
  if (request.isResponse) return []
  const refusal = rejection(request)
  const reply = refusal ? emptyReply(refusal) : await handled({ request, bytes }, arrival, handler, signal)
  if (!reply) return []
  const messages = written(request, reply, arrival.protocol)
  told(bytes, messages, arrival, reply)
  if (!request.edns?.options.length && isLowerCase(request))
    arrival.answers?.keep(bytes, arrival.client, reply, messages[0] as Buffer)
  return messages
}

function told(request: Buffer, messages: readonly Buffer[], { client }: Arrival, { observers }: Reply): void {
  if (!observers) return
  const responseSize = messages.reduce((sum, { length }) => sum + length, 0)
  for (const observe of observers)
    observe({ client, requestSize: request.length, responseSize, isRepeat: false })
}

/** Names in mixed case are made up anew for each query by clients that check for them. */
function isLowerCase({ questions }: Message): boolean {
  const name = questions[0]?.name ?? ''
  return name === name.toLowerCase()
}

function decoded(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

/** FORMERR to a broken query whose header can be read. */
function malformed(bytes: Uint8Array): Buffer[] {
  if (bytes.length < 12 || ((bytes[2] ?? 0) & 0x80) !== 0) return []
  const id = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  return [
    encodeMessage(messageOf({ id, isResponse: true, opcode: ((bytes[2] ?? 0) >> 3) & 15, rcode: 'FORMERR' })),
  ]
}

function rejection(request: Message): string | undefined {
  if (request.opcode !== opcode.query && request.opcode !== opcode.notify) return 'NOTIMP'
  if (request.questions.length !== 1) return 'FORMERR'
  if (request.edns && request.edns.version !== 0) return 'BADVERS'
  return undefined
}

async function handled(
  { request, bytes }: { request: Message; bytes: Buffer },
  { client, protocol, server }: Arrival,
  handler: Handler,
  signal: AbortSignal,
): Promise<Reply | undefined> {
  const question = request.questions[0]
  if (!question) return emptyReply('FORMERR')
  const { type, class: asked } = question
  const query = {
    name: question.name.toLowerCase(),
    type,
    class: asked,
    request,
    client,
    protocol,
    server,
    zone: '',
    bytes,
  }
  try {
    return await handler(query, signal)
  } catch {
    return emptyReply('SERVFAIL')
  }
}

function written(request: Message, reply: Reply, protocol: TransportProtocol): Buffer[] {
  const limit =
    protocol === 'tcp'
      ? maxTcp
      : Math.min(maxUdp, reply.udpSize ?? maxUdp, Math.max(512, request.edns?.udpSize ?? 512))
  const message = responseOf(request, reply)
  const { transfer, seal } = reply
  const room = limit - (seal?.most ?? 0)
  const messages =
    transfer && protocol === 'tcp' ? [...transfer].map((answers) => ({ ...message, answers })) : [message]
  const encoded = messages.map((one) => encodeMessage(one, room))
  return seal ? encoded.map((one) => seal.message(one)) : encoded
}

/** The whole message that carries a reply to a request. */
export function responseOf(request: Message, reply: Reply): Message {
  const { edns, questions } = request
  const cased = casingOf(questions[0]?.name ?? '.')
  return {
    id: request.id,
    opcode: request.opcode,
    isResponse: true,
    authoritative: reply.authoritative ?? false,
    truncated: reply.isTruncated ?? false,
    recursionDesired: reply.recursionDesired ?? request.recursionDesired,
    recursionAvailable: reply.recursionAvailable ?? false,
    authenticData: reply.authenticData ?? false,
    checkingDisabled: request.checkingDisabled,
    rcode: reply.rcode,
    questions,
    answers: cased(reply.answers),
    authorities: cased(reply.authorities),
    additionals: reply.additionals,
    edns: edns && {
      udpSize: edns.udpSize,
      version: 0,
      dnssecOk: edns.dnssecOk,
      options: reply.options ?? [],
    },
  }
}

/** Gives records of the asked name the letter case it was asked in, which some clients insist on. */
function casingOf(asked: string): (records: readonly ResourceRecord[]) => readonly ResourceRecord[] {
  const lower = asked.toLowerCase()
  if (lower === asked) return (records) => records
  return (records) => records.map((record) => (record.name === lower ? { ...record, name: asked } : record))
}
