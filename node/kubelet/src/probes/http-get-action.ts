import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Container, HTTPGetAction } from '@knarr/api/core/v1'
import type { Clock } from '@knarr/machinery'

export interface HttpTarget {
  readonly podIp: string
  readonly container: Container
  readonly clock: Clock
  readonly timeoutMs?: number
}

const userAgent = 'kube-probe/1.36'

/** Sends a probe's or hook's request; resolves with the status code. @throws Error that says why there is none */
export function httpGetAction(action: HTTPGetAction, target: HttpTarget): Promise<number> {
  const port = portOf(action.port, target.container)
  const isHttps = action.scheme === 'HTTPS'
  const headers: Record<string, string> = { 'user-agent': userAgent, accept: '*/*', connection: 'close' }
  for (const { name, value } of action.httpHeaders ?? []) headers[name.toLowerCase()] = value
  const path = action.path?.startsWith('/') ? action.path : `/${action.path ?? ''}`
  const options = { host: action.host || target.podIp, port, path, headers, agent: false as const }
  return new Promise((resolve, reject) => {
    const outgoing = isHttps ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options)
    const timer = target.clock.after(target.timeoutMs ?? 30_000, () =>
      outgoing.destroy(
        new Error('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'),
      ),
    )
    outgoing.once('response', (answer) => {
      timer.cancel()
      answer.resume()
      answer.once('close', () => outgoing.destroy())
      resolve(answer.statusCode ?? 0)
    })
    outgoing.once('error', (error) => {
      timer.cancel()
      const url = `${isHttps ? 'https' : 'http'}://${options.host}:${port}${path}`
      reject(new Error(`Get "${url}": ${dialError(error, options.host, port)}`))
    })
    outgoing.end()
  })
}

/** Connection errors in Go's words, which users and tests look for. */
export function dialError(error: NodeJS.ErrnoException, host: string, port: number): string {
  const words: Record<string, string> = {
    ECONNREFUSED: 'connect: connection refused',
    EHOSTUNREACH: 'connect: no route to host',
    ENETUNREACH: 'connect: network is unreachable',
    ETIMEDOUT: 'i/o timeout',
  }
  const text = words[error.code ?? '']
  return text ? `dial tcp ${host}:${port}: ${text}` : error.message
}

/** The number of a port given by number or by the container's name for it. */
export function portOf(port: number | string, { ports = [], name }: Container): number {
  if (typeof port === 'number') return port
  const named = ports.find((candidate) => candidate.name === port)
  if (named) return named.containerPort
  const number = Number(port)
  if (Number.isInteger(number)) return number
  throw new Error(`couldn't find port "${port}" in container ${name}`)
}
