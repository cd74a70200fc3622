import { createHash } from 'node:crypto'
import { apiReferenceOf, conformToSchema, decodeYaml } from '@knarr/api'
import type { Container, Pod } from '@knarr/api/core/v1'
import { type Clock, dns1123SubdomainErrors, timestamp } from '@knarr/machinery'
import { configHashAnnotation, configSeenAnnotation, configSourceAnnotation } from './pod-source.ts'

export interface StaticPodContext {
  readonly path: string
  readonly nodeName: string
  readonly clock: Clock
}

const gvk = { group: '', version: 'v1', kind: 'Pod' } as const

/**
 * The pod of a manifest file as this node runs it: named after the node, with an identity made of its content.
 * @throws Error when the file is no pod that could run
 */
export function staticPodOf(bytes: Uint8Array, { path, nodeName, clock }: StaticPodContext): Pod {
  const { value } = decodeYaml(bytes)
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: string; kind?: string }
  if (apiVersion !== 'v1' || kind !== 'Pod') throw new Error('it is not a v1 Pod')
  const { object } = conformToSchema<Pod>(value, gvk)
  const { metadata, spec } = object
  const errors = dns1123SubdomainErrors(metadata?.name ?? '')
  if (errors.length > 0) throw new Error(`metadata.name: ${errors.join('; ')}`)
  if (!spec?.containers?.length) throw new Error('spec.containers: Required value')
  const reference = apiReferenceOf(spec)
  if (reference) throw new Error(`static pods may not reference ${reference}`)
  const uid = metadata.uid || uidOf(path, nodeName, object)
  return {
    ...object,
    metadata: {
      ...metadata,
      name: `${metadata.name}-${nodeName.toLowerCase()}`,
      namespace: metadata.namespace || 'default',
      uid,
      resourceVersion: '',
      annotations: {
        ...metadata.annotations,
        [configHashAnnotation]: uid,
        [configSeenAnnotation]: timestamp(clock.now()),
        [configSourceAnnotation]: 'file',
      },
    },
    spec: withDefaults({ ...spec, nodeName }),
    status: { phase: 'Pending' },
  }
}

function uidOf(path: string, nodeName: string, pod: Pod): string {
  const text = JSON.stringify([nodeName, path, pod])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** What the API server would have filled in. */
function withDefaults(spec: Pod['spec']): Pod['spec'] {
  const initContainers = spec.initContainers?.map(containerWithDefaults)
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    enableServiceLinks: true,
    ...spec,
    // Whoever drains the node cannot end them.
    tolerations: [...(spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    containers: spec.containers.map(containerWithDefaults),
    ...(initContainers ? { initContainers } : {}),
  }
}

function containerWithDefaults(container: Container): Container {
  const { image = '' } = container
  const isLatest = /:latest$/.test(image) || !/[:@][^/]*$/.test(image)
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    ...container,
  }
}
