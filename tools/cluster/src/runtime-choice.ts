import { containerdProblem } from '@knarr/kubelet'
import { detectHost } from '@knarr/linux'

export type RuntimeKind = 'containerd' | 'sandbox' | 'none'

/** What will run containers, and what stands in the way where nothing can. */
export interface RuntimeChoice {
  readonly kind: RuntimeKind
  /** Set with `none`: why, in plain sentences. */
  readonly problem?: string
}

/**
 * Settles on a runtime: `auto` takes the embedded sandbox where the host allows it. One that was asked for and
 * cannot be had leaves nodes that run nothing and say why.
 */
export function chooseRuntime(asked: RuntimeKind | 'auto', path: string): RuntimeChoice {
  if (asked === 'none') return { kind: 'none', problem: 'started with --runtime none' }
  const { namespaces, obstacles } = detectHost(path)
  if (!namespaces) return { kind: 'none', problem: obstacles.join(' ') }
  if (asked !== 'containerd') return { kind: 'sandbox' }
  const problem = containerdProblem(path)
  return problem ? { kind: 'none', problem } : { kind: 'containerd' }
}
