import { type Binding, type Pod, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { Draft } from '@knarr/machinery'
import type { Plugin } from '../../framework/plugin.ts'

/** Binds a pod to its node through the API's `binding` subresource. */
export const defaultBinder: Plugin = {
  name: 'DefaultBinder',

  async bind({ pod }, node, { handle }) {
    await postBinding(handle.client, pod, node)
    return undefined
  },
}

async function postBinding(client: Client, { metadata }: Pod, node: string): Promise<void> {
  const { name, namespace = '', uid } = metadata
  const binding: Draft<Binding> = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: node },
  }
  // The subresource of pods takes a Binding where the client's type says Pod.
  await client.create(pods, binding as unknown as Draft<Pod>, { subresource: 'binding' })
}
