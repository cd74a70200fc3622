import type { Container, Pod, ResourceFieldSelector } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'
import { ConfigError } from './config-error.ts'

/** What a downward field may need beside the pod. */
export interface DownwardFacts {
  readonly podIps: readonly string[]
  readonly hostIp: string
  readonly allocatable: Readonly<Record<string, string>>
}

const simple: Readonly<Record<string, (pod: Pod, facts: DownwardFacts) => string>> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
  'metadata.uid': ({ metadata }) => metadata.uid,
  'metadata.labels': ({ metadata }) => mapText(metadata.labels),
  'metadata.annotations': ({ metadata }) => mapText(metadata.annotations),
  'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
  'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
  'status.hostIP': (_pod, { hostIp }) => hostIp,
  'status.hostIPs': (_pod, { hostIp }) => hostIp,
  'status.podIP': (_pod, { podIps }) => podIps[0] ?? '',
  'status.podIPs': (_pod, { podIps }) => podIps.join(','),
}

/** The value of a `fieldRef`. @throws ConfigError for a path that is not supported */
export function fieldValue(pod: Pod, fieldPath: string, facts: DownwardFacts): string {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath)
  if (subscript) return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? ''
  const read = simple[fieldPath]
  if (!read) throw new ConfigError(`unsupported fieldPath: ${fieldPath}`)
  return read(pod, facts)
}

function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('\n')
}

/** The value of a `resourceFieldRef`: without a limit, what the node can allocate. */
export function resourceValue(
  pod: Pod,
  container: Container,
  ref: ResourceFieldSelector,
  facts: DownwardFacts,
): string {
  const target = ref.containerName
    ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(
        ({ name }) => name === ref.containerName,
      )
    : container
  if (!target) throw new ConfigError(`container ${ref.containerName} not found`)
  const [kind, ...rest] = ref.resource.split('.')
  const name = rest.join('.')
  const set = target.resources?.[kind as 'limits' | 'requests']?.[name]
  const text = set ?? (kind === 'limits' ? facts.allocatable[name] : undefined) ?? '0'
  const divisor = ref.divisor && ref.divisor !== '0' ? parseQuantity(ref.divisor) : parseQuantity('1')
  const value = parseQuantity(text).milliValue()
  const by = divisor.milliValue()
  return String((value + by - 1n) / by)
}
