import { MetricsRegistry, silentLogger } from '@knarr/component'
import { seededRandom, systemClock } from '@knarr/machinery'
import { parseCorefile } from '../corefile/parse-corefile.ts'
import { decodeMessage } from '../message/decode-message.ts'
import { pluginOrder } from '../plugin-order.ts'
import { AnswerCache } from '../server/answer-cache.ts'
import { answerMessage } from '../server/answer-message.ts'
import { buildInstance } from '../server/instance.ts'
import { mangledMessage } from './mangle.ts'

const corefile = `. {
  errors
  prometheus :0
  cache 30
  loadbalance
  hosts /nowhere {
    192.0.2.1 a.example
    192.0.2.2 a.example
  }
  whoami
}`

export interface MangledOutcome {
  readonly sent: number
  readonly answered: number
  /** Messages whose answer is not one: no response, another ID, or longer than UDP carries. */
  readonly wrong: readonly string[]
}

/** Sends a server as many mangled messages; rejects where one makes it throw. */
export async function answerMangled(sent: number, seed: number): Promise<MangledOutcome> {
  const random = seededRandom(seed)
  const environment = { clock: systemClock, random, logger: silentLogger, metrics: new MetricsRegistry() }
  const blocks = parseCorefile({ text: corefile, file: 'Corefile' })
  const [server] = buildInstance(blocks, { environment, plugins: pluginOrder }).servers.values()
  if (!server) throw new Error('nothing is served')
  const answers = new AnswerCache(environment)
  const client = { address: '192.0.2.9', port: 53 }
  const arrival = { client, protocol: 'udp', server: 'dns://:53', answers } as const
  const { signal } = new AbortController()
  const wrong: string[] = []
  let answered = 0
  for (let index = 0; index < sent; index++) {
    const message = mangledMessage(random)
    const kept = answers.find(message, client)
    const replies = kept ? [kept] : await answerMessage(message, arrival, server.handler, signal)
    answered += replies.length
    for (const reply of replies) if (!isAnswer(message, reply)) wrong.push(message.toString('hex'))
  }
  return { sent, answered, wrong }
}

function isAnswer(message: Buffer, reply: Buffer): boolean {
  const { id, isResponse } = decodeMessage(reply)
  return isResponse && id === message.readUInt16BE(0) && reply.length <= 4096
}
