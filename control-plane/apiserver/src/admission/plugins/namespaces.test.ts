import { type ConfigMap, configMaps, namespaces } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { startTestServer } from '../../testing/test-server.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import { namespaceExists } from './namespace-exists/namespace-exists.ts'

describe('NamespaceAutoProvision', () => {
  const draft = { metadata: { name: 'settings', namespace: 'new' } } as ConfigMap
  const start = () =>
    startTestServer({
      strategies: undefined,
      admissionPlugins: { enable: ['NamespaceAutoProvision', 'NamespaceExists'] },
    })

  it('creates the namespace that something is created in', async () => {
    await using test = await start()
    await test.client.create(configMaps, draft)
    expect((await test.client.get(namespaces, { namespace: '', name: 'new' })).status?.phase).toBe('Active')
    await test.client.create(configMaps, { metadata: { ...draft.metadata, name: 'other' } })
  })

  it('creates none for a dry run', async () => {
    await using test = await start()
    await expect(test.client.create(configMaps, draft, { dryRun: true })).rejects.toThrow(
      'namespaces "new" not found',
    )
    await expect(test.client.get(namespaces, { namespace: '', name: 'new' })).rejects.toThrow('not found')
  })

  it('refuses what is in a namespace that cannot be, for the reason it cannot', async () => {
    await using test = await start()
    const response = await test.transport
      .request({
        ...{ method: 'POST', path: '/api/v1/namespaces/A_B/configmaps' },
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } },
      } as never)
      .catch((error: Error) => error)
    expect(response).toMatchObject({ code: 403 })
    expect(String(response)).toContain(
      'configmaps "settings" is forbidden: Namespace "A_B" is invalid: metadata.name',
    )
  })
})

describe('NamespaceExists', () => {
  const absent = { find: async () => undefined } as unknown as AdmissionContext
  const write = (operation: string, namespace: string, plural = 'pods') =>
    ({ operation, namespace, resource: { group: '', plural } }) as AdmissionAttributes

  it('refuses writes in a namespace that is missing', async () => {
    await expect(namespaceExists.validate?.(write('UPDATE', 'gone'), absent)).rejects.toMatchObject({
      code: 404,
      message: 'namespaces "gone" not found',
    })
  })

  it.each([
    ['DELETE', 'a', 'pods', true],
    ['CONNECT', 'a', 'pods', false],
    ['UPDATE', '', 'nodes', false],
    ['UPDATE', 'a', 'namespaces', false],
  ])('for %s in namespace "%s" of %s: %s', (operation, namespace, plural, isAsked) => {
    expect(namespaceExists.handles(write(operation, namespace, plural))).toBe(isAsked)
  })
})
