import { configMaps, pods } from '@knarr/api/core/v1'
import { createClient, createInformerFactory } from '@knarr/client'
import {
  defineOptions,
  helpText,
  MetricsRegistry,
  OptionError,
  parseOptions,
  silentLogger,
} from '@knarr/component'
import { ClusterView, type Explanation, explainName, typeName, typeNumber } from '@knarr/dns'
import { systemClock, systemRandom } from '@knarr/machinery'
import { accessCluster, clusterTable } from '../history/cluster-access.ts'

const table = defineOptions({
  ...clusterTable,
  from: { type: 'string', help: 'The pod that looks the name up.' },
  type: { type: 'string', default: 'A', help: 'The type of record it looks for.' },
  domain: { type: 'string', default: 'cluster.local', help: 'The domain of the cluster.' },
})

const usage = 'knarr dns explain NAME --from POD [options]'
const description =
  "Looks a name up as a pod does, through the plugins of the cluster's Corefile, and tells of each name its search path " +
  'makes of it: what it was answered, by which plugin and why, and what autopath spares.'

/** `knarr dns explain`. */
export async function explain(args: readonly string[]): Promise<number> {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  const [name, ...others] = positional
  const number = typeNumber(values.type)
  if (!name || !values.from || others.length > 0)
    throw new OptionError(`a name and a pod are needed: ${usage}`)
  if (number === undefined) throw new OptionError(`"${values.type}" is no record type`)
  using access = await accessCluster(values)
  const client = createClient(access.transport)
  const pod = await client.get(pods, { namespace: access.namespace, name: values.from })
  const config = await client.get(configMaps, { namespace: 'kube-system', name: 'coredns' })
  const ended = new AbortController()
  try {
    const factory = { client, clock: systemClock, random: systemRandom, logger: silentLogger }
    const informers = createInformerFactory(factory)
    const cluster = new ClusterView(informers, systemClock)
    informers.start(ended.signal)
    const explanation = await explainName({
      environment: { ...factory, cluster, metrics: new MetricsRegistry() },
      ...{ corefile: config.data?.Corefile ?? '', pod, name, type: typeName(number), domain: values.domain },
    })
    console.log(explained(name, explanation))
  } finally {
    ended.abort()
  }
  return 0
}

/** The explanation for people to read. */
export function explained(name: string, { resolver, steps, autopath }: Explanation): string {
  const head = `${name}: ndots:${resolver.ndots}, search ${resolver.searches.join(' ') || 'nothing'}`
  const lines = steps.map(({ name: asked, rcode, plugin, reason, passed, answers }, index) =>
    [
      `${index + 1}. ${asked}  ${rcode}  ${plugin}: ${reason}`,
      ...answers.map((answer) => `     ${answer}`),
      `     through ${passed.join(' → ')}`,
    ].join('\n'),
  )
  const questions = `${steps.length} ${steps.length === 1 ? 'question' : 'questions'} for each address family`
  const spared = autopath.isUsed
    ? `autopath spared ${autopath.spares} more`
    : `autopath would spare ${autopath.spares}`
  return [head, ...lines, `${questions}; ${spared}.`].join('\n')
}
