import type { IncomingMessage } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import type { Clock } from '@knarr/machinery'
import { getWithin, readAnswer } from '../http/read-answer.ts'
import { AuthorityAgent } from '../trust/authority-agent.ts'
import { type Backend, identityHeaders } from './backend.ts'

/** A connection is for one question: a backend that restarts shows another certificate. */
const agent = new AuthorityAgent({ keepAlive: false })
const mostBytes = 32 << 20

/** The aggregator itself, for whom every door is open. */
const aggregator = { name: 'system:kube-aggregator', groups: ['system:masters'] }

export interface BackendAnswer {
  readonly code: number
  readonly body: Buffer
}

/** Reads a document of an extension API server. @throws Error that names the URL and what went wrong */
export function askBackend(
  backend: Backend,
  path: string,
  { accept = '*/*', clock, withinMs = 5000 }: { accept?: string; clock: Clock; withinMs?: number },
): Promise<BackendAnswer> {
  const headers = { accept, ...identityHeaders(aggregator) }
  return getWithin({ url: `${backend.origin}${path}`, clock, withinMs }, async (signal) => {
    const response = await responseOf(backend, { path, method: 'GET', headers, signal })
    return { code: response.statusCode ?? 0, body: await readAnswer(response, mostBytes) }
  })
}

function responseOf({ address, tls }: Backend, options: RequestOptions): Promise<IncomingMessage> {
  const { isUnverified = false, ...credentials } = tls
  const { host, port } = address
  return new Promise((resolve, reject) => {
    const sent = request(
      { ...options, ...credentials, host, port, rejectUnauthorized: !isUnverified, agent },
      resolve,
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** What a server answered; undefined where it is no object, or something went wrong. */
export function jsonOf({ code, body }: BackendAnswer): object | undefined {
  if (code !== 200) return undefined
  const value: unknown = JSON.parse(body.toString())
  return typeof value === 'object' && value !== null ? value : undefined
}
