import { describe, expect, it } from 'vitest'
import { schemaOf } from '../schema/schema.ts'
import { apiResources, groupVersions } from './api-resource.ts'
import { compareVersions, groupOrder, groupPriorityMinimum } from './group-priority.ts'
import { categoriesOf, shortNamesOf, storagePrefixOf } from './resource-names.ts'

const find = (plural: string, group = '', version = 'v1') =>
  apiResources().find(
    (known) => known.plural === plural && known.group === group && known.version === version,
  )

describe('apiResources', () => {
  it('derives API verbs from methods', () => {
    const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
    expect(find('pods')?.verbs).toEqual(all)
    expect(find('namespaces')?.verbs).toEqual(all.filter((verb) => verb !== 'deletecollection'))
    expect(find('componentstatuses')?.verbs).toEqual(['get', 'list'])
    expect(find('bindings')?.verbs).toEqual(['create'])
  })

  it.each([
    [
      'deployments',
      'apps',
      'scale',
      { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
    ],
    ['pods', '', 'eviction', { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] }],
    [
      'serviceaccounts',
      '',
      'token',
      { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
    ],
    ['pods', '', 'exec', { group: '', version: 'v1', kind: 'PodExecOptions', verbs: ['create', 'get'] }],
    ['pods', '', 'proxy', { kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] }],
    ['deployments', 'apps', 'status', { group: 'apps', version: 'v1', kind: 'Deployment' }],
  ])('gives %s.%s its %s', (plural, group, name, expected) => {
    expect(find(plural, group)?.subresources.find((sub) => sub.name === name)).toMatchObject(expected)
  })

  it.each([
    ['horizontalpodautoscalers', 'autoscaling', 'v1', 'autoscaling', 'v2', 'horizontalpodautoscalers'],
    ['events', 'events.k8s.io', 'v1', '', 'v1', 'events'],
    ['services', '', 'v1', '', 'v1', 'services/specs'],
    ['resourceclaims', 'resource.k8s.io', 'v1beta1', 'resource.k8s.io', 'v1', 'resourceclaims'],
  ])('stores %s of %s/%s as %s/%s in %s', (plural, group, version, ...expected) => {
    const { storageGroup, storageVersion, storagePrefix } = find(plural, group, version) ?? {}
    expect([storageGroup, storageVersion, storagePrefix]).toEqual(expected)
  })

  it('keeps every stored kind in a folder of its own', () => {
    const owners = new Map<string, string>()
    for (const { storagePrefix, storageGroup, kind } of apiResources()) {
      const owner = `${storageGroup} ${kind}`
      expect(owners.get(storagePrefix) ?? owner).toBe(owner)
      owners.set(storagePrefix, owner)
    }
  })

  it('has a schema for every kind it serves', () => {
    for (const resource of apiResources()) expect(schemaOf(resource), resource.plural).toBeDefined()
  })
})

describe('the tables of names', () => {
  it('name only what is served', () => {
    const served = new Set(apiResources().map(({ plural, group }) => (group ? `${plural}.${group}` : plural)))
    for (const table of [shortNamesOf, categoriesOf, storagePrefixOf]) {
      expect(Object.keys(table).filter((name) => !served.has(name))).toEqual([])
    }
  })

  it('rank every served group', () => {
    for (const { group } of groupVersions()) {
      expect(groupOrder).toContain(group)
      expect(groupPriorityMinimum[group]).toBeDefined()
    }
  })

  it('orders versions by stability, then number', () => {
    const versions = ['v1alpha1', 'foo', 'v2', 'v1beta2', 'v10', 'v1', 'v1beta1', 'bar']
    expect(versions.sort(compareVersions)).toEqual([
      'v10',
      'v2',
      'v1',
      'v1beta2',
      'v1beta1',
      'v1alpha1',
      'bar',
      'foo',
    ])
  })
})
