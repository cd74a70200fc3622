import { apiResources } from '@knarr/api'
import { describe, expect, it } from 'vitest'
import { computedResources } from '../endpoints/computed/order.ts'
import { strategies } from './resources.ts'
import { subresourceStrategies } from './subresources.ts'
import { strategySuite } from './testing/strategy-suite.ts'

/** `core`, `apps`, `networking`: the folder a group's resources stand in. */
function folderOf({ group }: { group: string }): string {
  if (group === 'flowcontrol.apiserver.k8s.io') return 'flowcontrol'
  return group === 'internal.apiserver.k8s.io'
    ? 'apiserverinternal'
    : (group.split('.')[0] ?? '').replace(/^$/, 'core')
}

for (const strategy of strategies) {
  const { resource } = strategy
  strategySuite(
    strategy,
    new URL(`./${folderOf(resource)}/${resource.kind.toLowerCase()}/testdata/`, import.meta.url),
  )
}

describe('the list of strategies', () => {
  const stored = apiResources().filter((api) => api.verbs.includes('create') && api.verbs.includes('list'))

  it('has every resource that is stored, at the version it is stored in, once, and what is computed', () => {
    const wanted = stored.map((api) => `${api.storageGroup}/${api.storageVersion}/${api.plural}`)
    const present = strategies.map(
      ({ resource }) => `${resource.group}/${resource.version}/${resource.plural}`,
    )
    const computed = computedResources.map(({ group, plural }) => `${group}/v1/${plural}`)
    expect([...present].sort()).toEqual([...new Set([...wanted, ...computed])].sort())
  })

  it('has a strategy for every subresource that takes the whole object', () => {
    const special = ['status', 'scale', 'proxy']
    const wanted = stored.flatMap((api) =>
      api.subresources
        .filter(
          ({ name, kind, verbs }) => kind === api.kind && verbs.includes('update') && !special.includes(name),
        )
        .map(({ name }) => `${api.plural}/${name}`),
    )
    const present = subresourceStrategies.map(
      ({ resource, subresource }) => `${resource.plural}/${subresource}`,
    )
    expect(present.sort()).toEqual(wanted.sort())
  })
})
