import { defaultClass } from '@knarr/api'
import { type Ingress, type IngressClass, ingressClasses } from '@knarr/api/networking/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import type { PluginParts } from '../../plugin-parts.ts'

const classAnnotation = 'kubernetes.io/ingress.class'

/** Ingresses that name no class get the default one. */
export function defaultIngressClass({ caches }: PluginParts): AdmissionPlugin {
  const index = new ConfigurationIndex<IngressClass, IngressClass | undefined>(
    caches,
    ingressClasses,
    (classes) => defaultClass(classes, ['ingressclass.kubernetes.io/is-default-class']),
  )
  return {
    name: 'DefaultIngressClass',

    handles: ({ operation, resource, subresource }) =>
      operation === 'CREATE' &&
      resource.plural === 'ingresses' &&
      resource.group === 'networking.k8s.io' &&
      subresource === '',

    async admit({ object }) {
      const ingress = object as Ingress
      const { metadata, spec } = ingress
      if (spec?.ingressClassName !== undefined || metadata.annotations?.[classAnnotation] !== undefined)
        return
      const found = await index.current()
      if (found) ingress.spec = { ...spec, ingressClassName: found.metadata.name }
    },
  }
}
