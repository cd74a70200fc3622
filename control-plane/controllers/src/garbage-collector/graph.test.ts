import { replicaSets } from '@knarr/api/apps/v1'
import { nodes, pods } from '@knarr/api/core/v1'
import type { KubeObject, ObjectMeta, OwnerReference } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { type GraphWork, OwnerGraph } from './graph.ts'

const object = (uid: string, owners: OwnerReference[] = [], more: Partial<ObjectMeta> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: uid, namespace: 'a', uid, resourceVersion: '1', ownerReferences: owners, ...more },
})
const ref = (uid: string, blockOwnerDeletion = true): OwnerReference => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: uid,
  uid,
  blockOwnerDeletion,
})
const going = (...finalizers: string[]) => ({ deletionTimestamp: '2026-01-01T00:00:00Z', finalizers })
const uids = ({ toDelete, toOrphan }: GraphWork) =>
  [toDelete, toOrphan].map((list) => list.map(({ uid }) => uid))

const open = () =>
  new OwnerGraph(({ kind }) => [pods, replicaSets, nodes].find((resource) => resource.kind === kind))

it('asks once whether an owner it never saw exists', () => {
  const graph = open()
  expect(uids(graph.upsert(pods, object('pod', [ref('set')])))).toEqual([['set'], []])
  expect(graph.get('set')).toMatchObject({ isVirtual: true, key: { namespace: 'a', name: 'set' } })
  expect(uids(graph.upsert(pods, object('pod', [ref('set')])))).toEqual([[], []])
})

it('keeps who depends on an owner from before the owner was seen until after it is gone', () => {
  const graph = open()
  graph.upsert(pods, object('pod', [ref('set')]))
  graph.remove('set')
  graph.upsert(replicaSets, object('set'))
  expect(uids(graph.remove('set'))).toEqual([['pod'], []])
})

it('looks at an owner and all its dependents once when a foreground deletion starts', () => {
  const graph = open()
  graph.upsert(replicaSets, object('set'))
  graph.upsert(pods, object('pod', [ref('set')]))
  const leaving = object('set', [], going('foregroundDeletion'))
  expect(uids(graph.upsert(replicaSets, leaving))).toEqual([['set', 'pod'], []])
  expect(uids(graph.upsert(replicaSets, leaving))).toEqual([[], []])
})

it('notes the start of orphaning, even when it is asked for after the deletion', () => {
  const graph = open()
  graph.upsert(replicaSets, object('set', [], going('other')))
  const orphaning = object('set', [], going('other', 'orphan'))
  expect(uids(graph.upsert(replicaSets, orphaning))).toEqual([[], ['set']])
  expect(uids(graph.upsert(replicaSets, orphaning))).toEqual([[], []])
})

it.each([
  ['gives up its reference', []],
  ['blocks it no longer', [ref('set', false)]],
])('looks at a waiting owner again when a dependent %s', (_title, owners) => {
  const graph = open()
  graph.upsert(replicaSets, object('set', [], going('foregroundDeletion')))
  expect(uids(graph.upsert(pods, object('pod', [ref('set')])))).toEqual([['pod'], []])
  expect(uids(graph.upsert(pods, object('pod', owners)))).toEqual([['set'], []])
})

it('looks at dependents that mean something else than the owner of that uid', () => {
  const graph = open()
  graph.upsert(pods, object('far', [ref('set')], { namespace: 'b' }))
  graph.upsert(pods, object('near', [ref('set')]))
  expect(uids(graph.upsert(replicaSets, object('set')))).toEqual([['far'], []])
})
