import type { RequestInfo } from './request-info.ts'

const verbs: ReadonlySet<string> = new Set(['watch', 'proxy'])
const subresources: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy', 'log'])

/** Watches and streams: no deadline, no seat, and an end of their own when the server stops. */
export function isLongRunning({ verb, subresource }: RequestInfo): boolean {
  return verbs.has(verb) || subresources.has(subresource)
}
