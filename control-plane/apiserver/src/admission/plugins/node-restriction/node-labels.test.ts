import { expect, it } from 'vitest'
import { forbiddenLabelChanges } from './node-labels.ts'

it.each([
  [{ 'kubernetes.io/hostname': 'a', 'topology.kubernetes.io/zone': 'z', 'kubernetes.io/os': 'linux' }, []],
  [{ color: 'blue', 'example.com/color': 'blue', 'notkubernetes.io/a': 'b' }, []],
  [{ 'kubelet.kubernetes.io/a': '', 'x.node.kubernetes.io/b': '' }, []],
  [{ 'node-role.kubernetes.io/master': '' }, ['node-role.kubernetes.io/master']],
  [{ 'foo.k8s.io/a': '', 'kubernetes.io/b': '' }, ['foo.k8s.io/a', 'kubernetes.io/b']],
  [{ 'x.node-restriction.kubernetes.io/a': '' }, ['x.node-restriction.kubernetes.io/a']],
])('of %j a kubelet may not set %j', (labels, forbidden) => {
  expect(forbiddenLabelChanges(labels)).toEqual(forbidden)
})

it('leaves alone what stays, and sees what goes', () => {
  const old = { 'node-restriction.kubernetes.io/fips': 'true', 'node-role.kubernetes.io/worker': '' }
  expect(forbiddenLabelChanges({ ...old, color: 'red' }, old)).toEqual([])
  expect(forbiddenLabelChanges({}, old)).toEqual(Object.keys(old))
})
