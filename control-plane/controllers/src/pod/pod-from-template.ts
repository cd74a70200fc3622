import type { Resource } from '@knarr/api'
import type { Pod, PodTemplateSpec } from '@knarr/api/core/v1'
import { controllerRef } from '@knarr/controller'
import { cloneJson, type Draft, type KubeObject } from '@knarr/machinery'

/** A pod for `owner` with a generated name, carrying the template's labels, annotations and finalizers. */
export function podFromTemplate(owner: KubeObject, kind: Resource, template: PodTemplateSpec): Draft<Pod> {
  const { labels = {}, annotations = {}, finalizers } = template.metadata ?? {}
  return {
    metadata: {
      generateName: `${owner.metadata.name}-`,
      ...(owner.metadata.namespace ? { namespace: owner.metadata.namespace } : {}),
      labels: { ...labels },
      annotations: { ...annotations },
      ...(finalizers ? { finalizers: [...finalizers] } : {}),
      ownerReferences: [controllerRef(owner, kind)],
    },
    spec: cloneJson(template.spec ?? { containers: [] }),
  }
}
