import { type Cluster, kubernetesVersion, type RuntimeChoice, version } from '@knarr/cluster'

export interface Ready {
  readonly cluster: Cluster
  readonly runtime: RuntimeChoice
  readonly kubeconfig: string
  readonly isMerged: boolean
  readonly nodeNames: readonly string[]
  readonly readyMs: number
}

/** The last lines of a start: what runs, where, and what to try next. */
export async function reportReady({
  runtime,
  kubeconfig,
  isMerged,
  nodeNames,
  readyMs,
}: Ready): Promise<void> {
  const nodes = nodeNames.length > 0 ? `${nodeNames.join(', ')} (${runtimeText(runtime)})` : 'none'
  const kubectl = isMerged ? 'kubectl --context knarr' : `kubectl --kubeconfig ${kubeconfig}`
  console.log(
    [
      `Knarr ${version} (Kubernetes ${kubernetesVersion}), ready in ${readyMs} ms`,
      `  nodes       ${nodes}`,
      `  kubeconfig  ${kubeconfig}${isMerged ? ' (context knarr)' : ''}`,
      '',
      'Try:',
      `  ${kubectl} get nodes`,
      `  ${kubectl} apply -f examples/hello/`,
    ].join('\n'),
  )
}

function runtimeText({ kind, problem }: RuntimeChoice): string {
  return kind === 'none' ? `no container runtime: ${problem}` : kind
}
