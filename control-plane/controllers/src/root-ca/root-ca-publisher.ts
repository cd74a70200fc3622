import { configMaps, namespaces } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { deepEqual } from '@knarr/machinery'
import { tolerateLeaving } from '../namespace/tolerate-leaving.ts'

const configMapName = 'kube-root-ca.crt'
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the ' +
  'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of ' +
  'Kubernetes clusters.'

/** Publishes the cluster's CA bundle to every namespace, as pods expect to find it. */
export function rootCaPublisher(rootCa: () => Promise<string>): Controller {
  const metadata = { name: configMapName, annotations: { 'kubernetes.io/description': description } }
  return {
    name: 'root-ca-certificate-publisher-controller',
    watches: namespaces,
    reads: [configMaps],

    setup({ informer, enqueue }) {
      const wake = ({ metadata }: { metadata: { name: string; namespace?: string } }): void => {
        if (metadata.name === configMapName) enqueue({ namespace: '', name: metadata.namespace ?? '' })
      }
      informer(configMaps).addHandler({ onUpdate: wake, onDelete: wake })
    },

    async reconcile({ name: namespace }, { client, lister }) {
      const found = lister.get(namespaces, { namespace: '', name: namespace })
      if (!found || found.status?.phase === 'Terminating') return undefined
      const data = { 'ca.crt': await rootCa() }
      const published = lister.get(configMaps, { namespace, name: configMapName })
      if (!published)
        await tolerateLeaving(() => client.create(configMaps, { metadata: { namespace, ...metadata }, data }))
      else if (!deepEqual(published.data, data)) {
        await tolerateLeaving(() => client.update(configMaps, { ...published, data }))
      }
      return undefined
    },
  }
}
