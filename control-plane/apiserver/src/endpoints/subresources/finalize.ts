import type { Namespace } from '@knarr/api/core/v1'
import { updatePart } from './partial-update.ts'
import type { Subresource } from './subresource.ts'

/** PUT of a namespace's own finalizers; taking the last one from a terminating namespace ends it. */
export const finalize: Subresource = {
  name: 'finalize',
  of: ['namespaces'],
  verbs: {
    update: updatePart<Namespace>((object, sent) => {
      object.spec = { ...object.spec, finalizers: sent.spec?.finalizers ?? [] }
      if (object.spec.finalizers?.length === 0) delete object.spec.finalizers
    }),
  },
}
