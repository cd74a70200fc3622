import { type Pod, pods } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { strategies } from '../registry/resources.ts'
import { startTestServer } from '../testing/test-server.ts'
import type { AdmissionPlugin } from './admission-plugin.ts'
import { refusal } from './refusal.ts'

const draft = (metadata: object): Draft<Pod> =>
  ({
    metadata: { namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  }) as never

const refusing: AdmissionPlugin = {
  name: 'Refusing',
  handles: ({ resource }) => resource.plural === 'pods',
  admit(attributes) {
    throw refusal(attributes, 'not today')
  },
}

it.each([
  [{ name: 'web' }, 'pods "web" is forbidden: not today'],
  [{ generateName: 'web-' }, 'pods "web-" is forbidden: not today'],
  [{}, 'pods "Unknown" is forbidden: not today'],
])('tells %j by its name', async (metadata, text) => {
  await using test = await startTestServer({ strategies, admission: [refusing] })
  await expect(test.client.create(pods, draft(metadata))).rejects.toThrow(text)
})

it('has a name made up only once it is admitted', async () => {
  const seen: unknown[] = []
  const watching: AdmissionPlugin = {
    name: 'Watching',
    handles: ({ resource }) => resource.plural === 'pods',
    admit: ({ name, object }) => void seen.push(['admit', name, object?.metadata.uid]),
    validate: ({ name, object }) => void seen.push(['validate', name, object?.metadata.uid]),
  }
  await using test = await startTestServer({ strategies, admission: [watching] })
  const { metadata } = await test.client.create(pods, draft({ generateName: 'web-' }))
  expect(metadata.name).toMatch(/^web-.{5}$/)
  expect(seen).toEqual([
    ['admit', '', undefined],
    ['validate', metadata.name, metadata.uid],
  ])
})
