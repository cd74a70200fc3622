import type { Node, NodeSpec, Pod, PodSpec } from '@knarr/api/core/v1'
import type { Draft, ObjectMeta } from '@knarr/machinery'

type Metadata = Partial<ObjectMeta>

export interface NodeDraft {
  readonly metadata?: Metadata
  readonly spec?: NodeSpec
  readonly status?: Node['status']
}

/** A node with 4 CPUs, 8 GiB and room for 110 pods, unless told otherwise. */
export function nodeOf(name: string, { metadata, spec = {}, status = {} }: NodeDraft = {}): Draft<Node> {
  const labels = { 'kubernetes.io/hostname': name, ...metadata?.labels }
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110', ...status.allocatable }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...metadata, name, uid: `node-${name}`, labels },
    spec,
    status: { ...status, allocatable },
  } as Draft<Node>
}

export interface PodDraft {
  readonly metadata?: Metadata
  readonly spec?: Partial<PodSpec>
  readonly status?: Pod['status']
  /** Requests of its one container. */
  readonly requests?: Record<string, string>
}

/** A pod in namespace `default` with one container. */
export function podOf(name: string, { metadata, spec, status, requests }: PodDraft = {}): Draft<Pod> {
  const container = { name: 'main', image: 'app', ...(requests ? { resources: { requests } } : {}) }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', uid: `pod-${name}`, ...metadata, name },
    spec: { containers: [container], ...spec },
    ...(status ? { status } : {}),
  } as Draft<Pod>
}
