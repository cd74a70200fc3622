import type { Pod } from '@knarr/api/core/v1'
import { deepEqual, forbiddenField, invalidObject } from '@knarr/machinery'
import { getEndpoint } from '../get.ts'
import { patchPart, updatePart } from './partial-update.ts'
import type { Subresource } from './subresource.ts'

/** Adds containers to a running pod; those that are there stay as they are. */
function takeEphemeralContainers(object: Pod, sent: Pod): void {
  const wanted = sent.spec?.ephemeralContainers ?? []
  const kept = object.spec?.ephemeralContainers ?? []
  for (const container of kept) {
    const same = wanted.find(({ name }) => name === container.name)
    if (same && deepEqual(same, container)) continue
    const detail = `existing ephemeral containers "${container.name}" may not be ${same ? 'changed' : 'removed'}\n`
    throw invalidObject({ group: '', kind: 'Pod' }, object.metadata.name, [
      forbiddenField('spec.ephemeralContainers', detail),
    ])
  }
  if (object.spec && wanted.length > 0) object.spec.ephemeralContainers = wanted
}

export const ephemeralContainers: Subresource = {
  name: 'ephemeralcontainers',
  of: ['pods'],
  verbs: {
    get: getEndpoint,
    update: updatePart(takeEphemeralContainers),
    patch: patchPart(takeEphemeralContainers),
  },
}
