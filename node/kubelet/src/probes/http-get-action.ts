import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Container, HTTPGetAction } from '@knarr/api/core/v1'
import type { Clock } from '@knarr/machinery'
import { dialError, hostPort } from './dial-error.ts'

export interface HttpTarget {
  readonly podIp: string
  readonly container: Container
  readonly clock: Clock
  readonly timeoutMs?: number
}

export interface HttpAnswer {
  readonly status: number
  /** It sent the caller to another host, where nobody went. */
  readonly leadsElsewhere: boolean
  /** Why its body could not be read. */
  readonly bodyProblem?: string
}

interface Endpoint {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly path: string
}

type Headers = Readonly<Record<string, string | string[]>>

const userAgent = 'kube-probe/1.36'
const usualTimeoutMs = 30_000
const maxRedirects = 10
const maxBodyBytes = 10 * 1024

/** Sends a probe's or hook's request; resolves with the status code. @throws Error that says why there is none */
export async function httpGetAction(action: HTTPGetAction, target: HttpTarget): Promise<number> {
  return (await httpGet(action, target)).status
}

/** As {@link httpGetAction}, following redirects on the same host, all within the one timeout. */
export async function httpGet(action: HTTPGetAction, target: HttpTarget): Promise<HttpAnswer> {
  const deadline = new AbortController()
  const timer = target.clock.after(target.timeoutMs ?? usualTimeoutMs, () => deadline.abort())
  try {
    return await follow(endpointOf(action, target), headersOf(action), deadline.signal)
  } finally {
    timer.cancel()
  }
}

async function follow(first: Endpoint, headers: Headers, deadline: AbortSignal): Promise<HttpAnswer> {
  let endpoint = first
  for (let redirects = 0; redirects < maxRedirects; redirects++) {
    const { location, ...answer } = await send(endpoint, headers, deadline)
    const next = location === undefined ? undefined : redirected(endpoint, location)
    if (next?.host !== first.host) return { ...answer, leadsElsewhere: next !== undefined }
    endpoint = next
  }
  throw new Error(`Get "${urlOf(endpoint)}": stopped after ${maxRedirects} redirects`)
}

function headersOf({ httpHeaders = [] }: HTTPGetAction): Headers {
  const headers: Record<string, string | string[]> = {}
  for (const { name, value } of httpHeaders) {
    const key = name.toLowerCase()
    const known = headers[key]
    headers[key] = known === undefined || key === 'host' ? value : [...[known].flat(), value]
  }
  headers['user-agent'] ??= userAgent
  headers.accept ??= '*/*'
  if (headers.accept === '') delete headers.accept
  return { ...headers, connection: 'close' }
}

function endpointOf({ scheme, host, port, path = '' }: HTTPGetAction, target: HttpTarget): Endpoint {
  return {
    scheme: scheme === 'HTTPS' ? 'https' : 'http',
    host: host || target.podIp,
    port: portOf(port, target.container),
    // What may not stand in a request line is escaped, all else is sent as it was given.
    path: (path.startsWith('/') ? path : `/${path}`).replace(/[^!-~]+/g, encodeURIComponent),
  }
}

function urlOf({ scheme, host, port, path }: Endpoint): string {
  return `${scheme}://${hostPort(host, port)}${path}`
}

function redirected(from: Endpoint, location: string): Endpoint | undefined {
  if (!URL.canParse(location, urlOf(from))) return undefined
  const { protocol, hostname, port, pathname, search } = new URL(location, urlOf(from))
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const host = hostname.replace(/^\[|\]$/g, '')
  return { scheme, host, port: Number(port) || (scheme === 'https' ? 443 : 80), path: pathname + search }
}

interface Sent {
  readonly status: number
  /** Where a redirect leads. */
  readonly location: string | undefined
  readonly bodyProblem?: string
}

function send(endpoint: Endpoint, headers: Headers, deadline: AbortSignal): Promise<Sent> {
  const { scheme, host, port, path } = endpoint
  const options = { host, port, path, headers, agent: false as const }
  return new Promise((resolve, reject) => {
    const outgoing =
      scheme === 'https' ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options)
    const onDeadline = (): void => {
      outgoing.destroy(
        new Error('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'),
      )
    }
    deadline.addEventListener('abort', onDeadline, { once: true })
    outgoing.once('close', () => deadline.removeEventListener('abort', onDeadline))
    // Every error needs a listener, also those that come once the answer is known.
    outgoing.on('error', (error) =>
      reject(new Error(`Get "${urlOf(endpoint)}": ${dialError(error, host, port)}`)),
    )
    outgoing.once('response', (answer) => {
      const status = answer.statusCode ?? 0
      const isRedirect = [301, 302, 303, 307, 308].includes(status)
      const location = isRedirect ? answer.headers.location : undefined
      void readSome(answer).then((bodyProblem) => {
        outgoing.destroy()
        resolve({ status, location, ...(bodyProblem ? { bodyProblem } : {}) })
      })
    })
    outgoing.end()
  })
}

/** Reads a body up to the limit; resolves with why that failed, if it did. */
async function readSome(answer: IncomingMessage): Promise<string | undefined> {
  let left = maxBodyBytes
  try {
    for await (const chunk of answer) {
      left -= (chunk as Buffer).length
      if (left <= 0) break
    }
    return undefined
  } catch (error) {
    const { message } = error as Error
    return message.startsWith('context deadline exceeded')
      ? 'context deadline exceeded (Client.Timeout or context cancellation while reading body)'
      : 'unexpected EOF'
  }
}

/** The number of a port given by number or by the container's name for it. */
export function portOf(port: number | string, { ports = [], name }: Container): number {
  if (typeof port === 'number') return port
  const named = ports.find((candidate) => candidate.name === port)
  if (named) return named.containerPort
  const number = Number(port)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`couldn't find port "${port}" in container ${name}`)
}
