import type { Pod, PodSpec } from '@knarr/api/core/v1'
import type { AnyContainer } from './container-defaults.ts'

const deprecatedNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

/** What upstream warns about in a pod or, with its field, in a template. */
export function podSpecWarnings(spec: PodSpec, field = 'spec'): string[] {
  const labels = Object.keys(spec.nodeSelector ?? {}).flatMap((label) =>
    deprecatedNodeLabels[label] ? [`${field}.nodeSelector[${label}]: ${deprecatedNodeLabels[label]}`] : [],
  )
  const volumes = (spec.volumes ?? []).flatMap((volume, index) => {
    const at = `${field}.volumes[${index}]`
    return volume.gitRepo ? [`${at}.gitRepo: deprecated in v1.11`] : []
  })
  const secrets = (spec.imagePullSecrets ?? []).flatMap(({ name }, index) =>
    name ? [] : [`${field}.imagePullSecrets[${index}].name: invalid empty name ""`],
  )
  const containers = (['initContainers', 'containers'] as const).flatMap((key) =>
    (spec[key] ?? []).flatMap((container, index) =>
      containerWarnings(container, `${field}.${key}[${index}]`),
    ),
  )
  return [...labels, ...volumes, ...secrets, ...containers]
}

function containerWarnings(container: AnyContainer, field: string): string[] {
  return [...environmentWarnings(container, field), ...portWarnings(container, field)]
}

function environmentWarnings({ env }: AnyContainer, field: string): string[] {
  const seen = new Set<string>()
  return (env ?? []).flatMap(({ name }, index) => {
    const isRepeated = seen.has(name)
    seen.add(name)
    if (!isRepeated) return []
    const hidden = `hides previous definition of ${JSON.stringify(name)}`
    return [`${field}.env[${index}]: ${hidden}, which may be dropped when using apply`]
  })
}

function portWarnings({ ports }: AnyContainer, field: string): string[] {
  const seen = new Map<string, number>()
  return (ports ?? []).flatMap((port, index) => {
    const key = [port.containerPort, port.protocol, port.hostIP, port.hostPort].join('|')
    const first = seen.get(key)
    if (first === undefined) seen.set(key, index)
    else return [`${field}.ports[${index}]: duplicate port definition with ${field}.ports[${first}]`]
    return []
  })
}

export function podWarnings(pod: Pod): string[] {
  return podSpecWarnings(pod.spec)
}
