import { parseSelector, type Selector } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import {
  argumentsOf,
  type Fallthrough,
  fallthroughOf,
  neverFallsThrough,
  numberOf,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'

export interface KubernetesOptions {
  readonly zones: readonly string[]
  readonly ttl: number
  readonly pods: 'disabled' | 'insecure' | 'verified'
  readonly usesPodNames: boolean
  /** Only these namespaces are served; all where undefined. */
  readonly namespaces: ReadonlySet<string> | undefined
  readonly namespaceLabels: Selector | undefined
  readonly labels: Selector | undefined
  readonly hasEndpoints: boolean
  readonly ignoresEmptyServices: boolean
  /** Names of a topology zone's endpoints are answered. */
  readonly isZonal: boolean
  /** Records as kube-dns made them. */
  readonly isLikeKubeDns: boolean
  readonly fallsThrough: Fallthrough
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** @throws CorefileError */
export function kubernetesOptions(directive: Directive, siteZones: readonly string[]): KubernetesOptions {
  const options: Mutable<KubernetesOptions> = {
    zones: zonesOrSite(directive.arguments, directive, siteZones),
    ...{ ttl: 5, pods: 'disabled', usesPodNames: false, namespaces: undefined, namespaceLabels: undefined },
    ...{
      labels: undefined,
      hasEndpoints: true,
      ignoresEmptyServices: false,
      isZonal: false,
      isLikeKubeDns: false,
      fallsThrough: neverFallsThrough,
    },
  }
  readOptions(directive, readersFor(options))
  if (options.namespaces && options.namespaceLabels) {
    throw new CorefileError(directive, 'namespaces and namespace_labels cannot both be set')
  }
  if (options.isZonal && !options.hasEndpoints)
    throw new CorefileError(directive, 'zonal requires the endpoint cache; remove noendpoints')
  return options
}

function readersFor(options: Mutable<KubernetesOptions>): Record<string, (line: Directive) => void> {
  // How the cluster is reached, which is settled where the server is started.
  const settled = (line: Directive): void => void argumentsOf(line, 1, 3)
  return {
    pods(line) {
      const [mode] = argumentsOf(line, 1)
      if (mode !== 'disabled' && mode !== 'insecure' && mode !== 'verified') {
        throw new CorefileError(
          line,
          `wrong value for pods: ${mode},  must be one of: disabled, verified, insecure`,
        )
      }
      options.pods = mode
    },
    endpoint_pod_names(line) {
      argumentsOf(line, 0)
      options.usesPodNames = true
    },
    namespaces: (line) => {
      options.namespaces = new Set(argumentsOf(line, 1, 1000))
    },
    namespace_labels: (line) => {
      options.namespaceLabels = selectorFrom(line)
    },
    labels: (line) => {
      options.labels = selectorFrom(line)
    },
    fallthrough: (line) => {
      options.fallsThrough = fallthroughOf(line)
    },
    ttl: (line) => {
      options.ttl = numberOf(line, argumentsOf(line, 1)[0], [0, 3600])
    },
    noendpoints(line) {
      argumentsOf(line, 0)
      options.hasEndpoints = false
    },
    zonal(line) {
      argumentsOf(line, 0)
      options.isZonal = true
    },
    compat(line) {
      const [mode] = argumentsOf(line, 1)
      if (mode !== 'kube-dns') throw new CorefileError(line, `unable to parse compat value: '${mode}'`)
      options.isLikeKubeDns = true
    },
    ignore(line) {
      const [what] = argumentsOf(line, 1)
      if (what !== 'empty_service') {
        throw new CorefileError(line, `unable to parse ignore value: '${what}'`)
      }
      options.ignoresEmptyServices = true
    },
    ...{ endpoint: settled, tls: settled, kubeconfig: settled, startup_timeout: settled },
    ...{ apiserver_qps: settled, apiserver_burst: settled, apiserver_max_inflight: settled },
  }
}

function selectorFrom(line: Directive): Selector {
  const text = argumentsOf(line, 1, 1000).join(' ')
  try {
    return parseSelector(text)
  } catch (cause) {
    throw new CorefileError(
      line,
      `unable to parse label selector value: '${text}': ${(cause as Error).message}`,
    )
  }
}
