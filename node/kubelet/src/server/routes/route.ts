import type { MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import type { KubeletApi, Upgrade } from '@knarr/rpc'
import type { KubeletConfiguration } from '../../config/kubelet-configuration.ts'
import type { PodManager } from '../../config/pod-manager.ts'
import type { PodLifecycleEvents } from '../../pleg/pod-lifecycle-events.ts'
import type { NodeStats } from '../../stats/node-stats.ts'

/** What routes answer from. */
export interface RouteParts {
  readonly api: KubeletApi
  readonly pods: PodManager
  readonly pleg: PodLifecycleEvents
  readonly stats: NodeStats
  readonly metrics: MetricsRegistry
  readonly configuration: KubeletConfiguration
  readonly clock: Clock
}

export interface RouteCall {
  readonly parts: RouteParts
  /** What stands where the path has names in braces. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly signal: AbortSignal
}

/** What is streamed ends with its connection. */
export type StreamCall = Omit<RouteCall, 'signal'>

export interface RouteAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string | AsyncIterable<Uint8Array>
}

/** One path, and what is answered there. Names in braces stand for one part each. */
export interface Route {
  readonly path: string
  readonly methods: readonly string[]
  answer(call: RouteCall): Promise<RouteAnswer> | RouteAnswer
}

/** One path where the connection is taken over. */
export interface UpgradeRoute {
  readonly path: string
  serve(call: StreamCall, upgrade: Upgrade): Promise<void>
}

/** The route that a path is one of, and what stands for its names; undefined where there is none. */
export function routeAt<R extends { readonly path: string }>(
  routes: readonly R[],
  path: string,
): { readonly route: R; readonly params: Record<string, string> } | undefined {
  for (const route of routes) {
    const params = matchPath(route.path, path)
    if (params) return { route, params }
  }
  return undefined
}

/** What stands for the names of `template` in `path`; undefined where it is another path. */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/')
  const parts = path.split('/')
  if (parts.length !== wanted.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, want] of wanted.entries()) {
    const part = parts[index] ?? ''
    const [, name] = /^\{(.+)\}$/.exec(want) ?? []
    if (name === undefined ? part !== want : part === '') return undefined
    if (name !== undefined) params[name] = decoded(part)
  }
  return params
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function text(body: string, status = 200): RouteAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body }
}

export function json(value: unknown): RouteAnswer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(value) }
}
