import type { Node, Pod, Taint, Toleration } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { evictionDelayMs } from './taint-eviction.ts'

const now = Date.parse('2026-01-01T00:10:00Z')
const unreachable: Taint = {
  key: 'node.kubernetes.io/unreachable',
  effect: 'NoExecute',
  timeAdded: '2026-01-01T00:09:00Z',
}

function delay(taints: Taint[], tolerations: Toleration[]): number | undefined {
  const node = { spec: { taints } } as Node
  const pod = { metadata: {}, spec: { containers: [], tolerations } } as unknown as Pod
  return evictionDelayMs(pod, node, now)
}

it.each([
  ['stays where there is no such taint', [{ key: 'a', effect: 'NoSchedule' }], [], undefined],
  ['goes at once without a toleration', [unreachable], [], 0],
  ['stays for ever with one that names no time', [unreachable], [{ operator: 'Exists' }], undefined],
  [
    'stays for the rest of the time it tolerates',
    [unreachable],
    [{ key: unreachable.key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
    240_000,
  ],
  [
    'goes at once when it tolerates only one of two',
    [unreachable, { key: 'b', effect: 'NoExecute' }],
    [{ key: unreachable.key, operator: 'Exists' }],
    0,
  ],
  [
    'heeds only the first toleration that fits',
    [unreachable],
    [{ operator: 'Exists' }, { key: unreachable.key, operator: 'Exists', tolerationSeconds: 5 }],
    undefined,
  ],
  [
    'goes at once when it tolerates no time at all',
    [unreachable],
    [{ operator: 'Exists', tolerationSeconds: -1 }],
    0,
  ],
] as [string, Taint[], Toleration[], number | undefined][])(
  'a pod %s',
  (_title, taints, tolerations, expected) => {
    expect(delay(taints, tolerations)).toBe(expected)
  },
)

it('the time of a pod that came after the taint runs from when it came', () => {
  const metadata = { creationTimestamp: '2026-01-01T00:09:50Z' }
  const tolerations = [{ operator: 'Exists', tolerationSeconds: 30 }]
  const pod = { metadata, spec: { containers: [], tolerations } } as unknown as Pod
  expect(evictionDelayMs(pod, { spec: { taints: [unreachable] } } as Node, now)).toBe(20_000)
})
