import { describe, expect, it } from 'vitest'
import { parseNodeSelectors, podNodeSelector } from './pod-node-selector.ts'

const configuration = 'podNodeSelectorPluginConfig:\n  clusterDefaultNodeSelector: zone=a\n  ns: zone=b\n'

/** The selector a pod of the namespace `ns` comes to. */
const admitted = async (nodeSelector?: object, selected?: string) => {
  const annotations = selected !== undefined && { 'scheduler.alpha.kubernetes.io/node-selector': selected }
  const context = { find: async () => ({ metadata: { name: 'ns', annotations } }) }
  const pod = { metadata: { name: 'web' }, spec: { nodeSelector } }
  const attributes = { namespace: 'ns', resource: { group: '', plural: 'pods' }, object: pod }
  await podNodeSelector(parseNodeSelectors(configuration)).admit?.(attributes as never, context as never)
  return pod.spec.nodeSelector
}

describe('PodNodeSelector', () => {
  it.each([
    [undefined, 'zone=b', { zone: 'b' }],
    [{ zone: 'b' }, '', { zone: 'b' }],
    [undefined, '', undefined],
  ])('makes of %j, where the namespace says "%s", %j', async (given, selected, expected) => {
    expect(await admitted(given, selected)).toEqual(expected)
  })

  it.each([
    [
      undefined,
      undefined,
      'pods "web" is forbidden: pod node label selector labels conflict with its namespace whitelist',
    ],
    [
      { zone: 'c' },
      'zone=b',
      'pods "web" is forbidden: pod node label selector conflicts with its namespace node label selector',
    ],
    [undefined, 'zone', 'invalid selector: [zone]'],
  ])('refuses %j, where the namespace says "%s"', async (given, selected, message) => {
    await expect(admitted(given, selected)).rejects.toThrow(message)
  })
})
