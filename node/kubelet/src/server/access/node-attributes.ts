/** What a request asks of the node, in the words roles are written in. */
export interface NodeAttributes {
  readonly verb: string
  /** Of `nodes`; one that is allowed is enough. The finest comes first. */
  readonly subresources: readonly string[]
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** Since `KubeletFineGrainedAuthz`: allowed by a subresource of their own, too. */
const finer: readonly (readonly [path: string, subresource: string])[] = [
  ['/pods', 'pods'],
  ['/healthz', 'healthz'],
  ['/configz', 'configz'],
  ['/runningpods', 'pods'],
]

const own: readonly (readonly [path: string, subresource: string])[] = [
  ['/stats', 'stats'],
  ['/metrics', 'metrics'],
  ['/logs', 'log'],
]

/** Source: upstream's `pkg/kubelet/server/auth.go`. */
export function nodeAttributes(method: string, path: string): NodeAttributes {
  const among = (list: typeof own): string[] =>
    list.filter(([base]) => isAt(path, base)).map(([, name]) => name)
  const [general = 'proxy'] = among(own)
  return { verb: verbs[method] ?? '', subresources: [...among(finer).slice(0, 1), general] }
}

function isAt(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}
