import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Clock } from '@knarr/machinery'
import { dialErrorText } from '../proxy/dial-error.ts'
import { AuthorityAgent } from '../trust/authority-agent.ts'
import { type Backend, identityHeaders } from './backend.ts'

/** A connection is for one question: a backend that restarts shows another certificate. */
const agent = new AuthorityAgent({ keepAlive: false })
const mostBytes = 32 << 20

/** The aggregator itself, for whom every door is open. */
const aggregator = { name: 'system:kube-aggregator', groups: ['system:masters'] }

export interface BackendAnswer {
  readonly code: number
  readonly contentType: string
  readonly body: Buffer
}

/** Reads a document of an extension API server. @throws Error that names the URL and what went wrong */
export async function askBackend(
  { address, origin, tls }: Backend,
  path: string,
  { accept = '*/*', clock, withinMs = 5000 }: { accept?: string; clock: Clock; withinMs?: number },
): Promise<BackendAnswer> {
  const url = `${origin}${path}`
  const abort = new AbortController()
  const { signal } = abort
  const timer = clock.after(withinMs, () => abort.abort())
  try {
    const { isUnverified = false, servername, ...credentials } = tls
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(
        {
          ...{ host: address.host, port: address.port, path, method: 'GET', signal },
          ...{ ...credentials, servername, rejectUnauthorized: !isUnverified, agent },
          headers: { accept, ...identityHeaders(aggregator) },
        },
        resolve,
      )
      sent.on('error', reject)
      sent.end()
    })
    return await wholeAnswer(response)
  } catch (error) {
    const reason = signal.aborted ? 'context deadline exceeded' : dialErrorText(error)
    throw new Error(`Get "${url}": ${reason}`, { cause: error })
  } finally {
    timer.cancel()
  }
}

async function wholeAnswer(response: IncomingMessage): Promise<BackendAnswer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  const contentType = response.headers['content-type'] ?? ''
  return { code: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks) }
}

/** What a server answered; undefined where it is no object, or something went wrong. */
export function jsonOf({ code, body }: BackendAnswer): object | undefined {
  if (code !== 200) return undefined
  const value: unknown = JSON.parse(body.toString())
  return typeof value === 'object' && value !== null ? value : undefined
}
