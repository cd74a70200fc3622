import type { Container, Pod } from '@knarr/api/core/v1'
import { getEndpoint } from '../get.ts'
import { patchPart, updatePart } from './partial-update.ts'
import type { Subresource } from './subresource.ts'

/** Changes what containers of a running pod may use, and nothing else. */
function takeResources(object: Pod, sent: Pod): void {
  for (const list of ['containers', 'initContainers'] as const) {
    for (const container of object.spec[list] ?? []) {
      const wanted = sent.spec[list]?.find(({ name }) => name === container.name)
      if (wanted) takeContainerResources(container, wanted)
    }
  }
}

function takeContainerResources(container: Container, { resources, resizePolicy }: Container): void {
  if (resources) container.resources = resources
  if (resizePolicy) container.resizePolicy = resizePolicy
}

export const resize: Subresource = {
  name: 'resize',
  of: ['pods'],
  verbs: { get: getEndpoint, update: updatePart(takeResources), patch: patchPart(takeResources) },
}
