import { type Binding, bindings } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import type { Plugin } from '../../framework/plugin.ts'

/** Binds a pod to its node through the API's `binding` subresource. */
export const defaultBinder: Plugin = {
  name: 'DefaultBinder',

  async bind({ metadata }, node, { client }) {
    const { name, namespace = '', uid } = metadata
    const binding: Draft<Binding> = {
      metadata: { name, namespace, uid },
      target: { kind: 'Node', name: node },
    }
    await client.create(bindings, binding)
    return undefined
  },
}
