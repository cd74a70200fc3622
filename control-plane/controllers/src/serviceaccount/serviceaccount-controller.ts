import { namespaces, serviceAccounts } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { tolerateLeaving } from '../namespace/tolerate-leaving.ts'

/** The account pods run as when they name none. */
const defaultAccount = 'default'

/** Keeps the ServiceAccount `default` in every namespace that is not going away. */
export function serviceAccountController(): Controller {
  return {
    name: 'serviceaccount-controller',
    watches: namespaces,
    reads: [serviceAccounts],

    setup({ informer, enqueue }) {
      informer(serviceAccounts).addHandler({
        onDelete: ({ metadata }) => enqueue({ namespace: '', name: metadata.namespace ?? '' }),
      })
    },

    async reconcile({ name: namespace }, { client, lister }) {
      const found = lister.get(namespaces, { namespace: '', name: namespace })
      if (!found || found.status?.phase === 'Terminating') return undefined
      if (lister.get(serviceAccounts, { namespace, name: defaultAccount })) return undefined
      const metadata = { namespace, name: defaultAccount }
      await tolerateLeaving(() => client.create(serviceAccounts, { metadata }))
      return undefined
    },
  }
}
