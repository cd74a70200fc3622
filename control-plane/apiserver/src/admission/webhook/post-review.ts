import type { IncomingMessage } from 'node:http'
import { type Agent, request } from 'node:https'
import type { WebhookClientConfig } from '@knarr/api/admissionregistration/v1'
import { readAnswer } from '../../http/read-answer.ts'
import type { Address } from '../../proxy/service-endpoint.ts'

const maxAnswerBytes = 10 * 1024 * 1024

export interface Post {
  readonly url: URL
  /** Where to connect, if not to the URL's host. */
  readonly address?: Address
  readonly caBundle: WebhookClientConfig['caBundle']
  readonly body: string
  readonly signal: AbortSignal
  readonly agent: Agent
}

/** The URL a webhook is asked at, as errors show it too. */
export function webhookUrl({ url, service }: WebhookClientConfig, timeoutSeconds: number): URL {
  const { name, namespace, port = 443, path = '/' } = service ?? { name: '', namespace: '' }
  const target = new URL(
    url ?? `https://${name}.${namespace}.svc:${port}${path.startsWith('/') ? '' : '/'}${path}`,
  )
  target.searchParams.set('timeout', `${timeoutSeconds}s`)
  return target
}

/** Sends a review; resolves with the JSON of the answer. @throws Error that says why there is none */
export async function postReview(post: Post): Promise<unknown> {
  const response = await answerTo(post)
  const text = (await readAnswer(response, maxAnswerBytes)).toString()
  const code = response.statusCode ?? 0
  if (code < 200 || code > 299) throw new Error(refusalText(code, text.trim()))
  return JSON.parse(text)
}

function answerTo({ url, address, caBundle, body, signal, agent }: Post): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: address?.host ?? url.hostname.replace(/^\[|\]$/g, ''),
        port: address?.port ?? (url.port || 443),
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: {
          host: url.host,
          accept: 'application/json, */*',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'kube-apiserver-admission',
        },
        ...(address ? { servername: url.hostname } : {}),
        ...(caBundle ? { ca: Buffer.from(caBundle, 'base64') } : {}),
        ...{ signal, agent },
      },
      resolve,
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

function refusalText(code: number, text: string): string {
  if (code === 404) return 'the server could not find the requested resource'
  if (code === 503) return 'the server is currently unable to handle the request'
  return code >= 500
    ? `an error on the server (${JSON.stringify(text || 'unknown')}) has prevented the request from succeeding`
    : `the server rejected our request for an unknown reason (code ${code})`
}
