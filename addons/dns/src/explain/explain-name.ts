import type { Pod } from '@knarr/api/core/v1'
import type { ClusterView } from '../cluster-view/cluster-view.ts'
import { parseCorefile } from '../corefile/parse-corefile.ts'
import type { RecordType } from '../message/codes.ts'
import { messageOf } from '../message/message.ts'
import { isWithin } from '../message/name.ts'
import { formatData, isRecord } from '../message/record.ts'
import type { Environment, Handler, PluginSetup, Query, Reply } from '../plugin.ts'
import { pluginOrder } from '../plugin-order.ts'
import { buildInstance } from '../server/instance.ts'
import { clusterReason } from './cluster-reason.ts'
import { candidatesOf, type Resolver, resolverOf } from './resolver.ts'

export interface ExplainOptions {
  readonly environment: Environment & { readonly cluster: ClusterView }
  readonly corefile: string
  readonly pod: Pod
  readonly name: string
  readonly type: RecordType
  /** `cluster.local` unless given. */
  readonly domain?: string
}

/** One question of a pod's resolver, and what became of it. */
export interface ExplainedStep {
  readonly name: string
  readonly rcode: string
  /** `TYPE DATA` of each answer. */
  readonly answers: readonly string[]
  /** The plugins it came to, from the outermost in. */
  readonly passed: readonly string[]
  /** The one that answered. */
  readonly plugin: string
  readonly reason: string
}

export interface Explanation {
  readonly resolver: Resolver
  readonly steps: readonly ExplainedStep[]
  /** How many questions autopath spares for each address family, and whether it does or only would. */
  readonly autopath: { readonly isUsed: boolean; readonly spares: number }
}

/** Looks a name up as the pod would, through the plugins of the Corefile, and tells of every step. */
export async function explainName(options: ExplainOptions): Promise<Explanation> {
  const { pod, name, domain = 'cluster.local' } = options
  const resolver = resolverOf(pod, domain)
  const candidates = candidatesOf(name, resolver)
  const passed: string[] = []
  const instance = buildInstance(parseCorefile({ text: options.corefile, file: 'Corefile' }), {
    environment: options.environment,
    plugins: pluginOrder.map((plugin) => noted(plugin, passed)),
  })
  const server = [...instance.servers.values()].find(({ scheme }) => scheme === 'dns')
  if (!server) throw new Error('the Corefile serves no DNS')
  await options.environment.cluster.synced()
  const steps: ExplainedStep[] = []
  try {
    for (const candidate of candidates) {
      const step = await explainStep(options, candidate, server.handler, passed)
      steps.push(step)
      if (step.rcode === 'NOERROR' && step.answers.length > 0) break
    }
  } finally {
    await instance.stop()
  }
  return { resolver, steps, autopath: autopathOf(candidates, steps) }
}

/** The plugin, which notes that a query came to it. */
function noted({ name, setup }: PluginSetup, passed: string[]): PluginSetup {
  return {
    name,
    setup(directives, site) {
      const plugin = setup(directives, site)
      if (!plugin) return undefined
      return (next) => {
        const handler = plugin(next)
        return (query, signal) => {
          passed.push(name)
          return handler(query, signal)
        }
      }
    },
  }
}

async function explainStep(
  { environment: { cluster }, pod, type, domain }: ExplainOptions,
  name: string,
  handler: Handler,
  passed: string[],
): Promise<ExplainedStep> {
  passed.length = 0
  const query: Query = {
    ...{ name, type, class: 'IN', zone: '', protocol: 'udp', server: 'dns://:53' },
    request: messageOf({ id: 0, recursionDesired: true, questions: [{ name, type, class: 'IN' }] }),
    client: { address: pod.status?.podIP ?? '', port: 0 },
  }
  let reply: Reply | undefined
  let failure: string | undefined
  try {
    reply = await handler(query, new AbortController().signal)
  } catch (error) {
    failure = (error as Error).message
  }
  const plugin = reply?.plugin ?? passed.at(-1) ?? ''
  const zone = `${domain ?? 'cluster.local'}.`
  const isOfCluster = plugin === 'kubernetes' && isWithin(name, zone)
  const isFound = (reply?.answers.length ?? 0) > 0
  return {
    ...{ name, plugin, passed: [...new Set(passed)] },
    rcode: reply?.rcode ?? (failure === undefined ? 'dropped' : 'SERVFAIL'),
    answers: (reply?.answers ?? []).map((record) => `${record.type} ${formatData(record)}`),
    reason: failure ?? (isOfCluster && !isFound ? clusterReason(cluster, name, zone) : reasonOf(reply)),
  }
}

function reasonOf(reply: Reply | undefined): string {
  if (!reply) return 'nobody may know'
  const [first] = reply.answers
  if (reply.plugin === 'autopath' && first && isRecord(first, 'CNAME'))
    return `the search path was walked in the server, up to ${first.data.target}`
  if (first) return 'found'
  return reply.rcode === 'NOERROR' ? 'there is such a name, without such a record' : 'not found'
}

function autopathOf(candidates: readonly string[], steps: readonly ExplainedStep[]): Explanation['autopath'] {
  const last = steps.at(-1)
  if (last?.plugin !== 'autopath') return { isUsed: false, spares: steps.length - 1 }
  const target = last.answers[0]?.replace(/^CNAME /, '') ?? ''
  return { isUsed: true, spares: Math.max(0, candidates.indexOf(target)) }
}
