import { configMaps } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { FakeTransport } from '@knarr/client/testing'
import { describe, expect, it } from 'vitest'
import { addFinalizer, hasFinalizer, removeFinalizer } from './finalizer.ts'

const key = { namespace: 'a', name: 'x' }
const finalizer = 'knarr.io/test'

async function open() {
  const transport = new FakeTransport()
  const client = createClient(transport)
  const object = await client.create(configMaps, { metadata: { ...key, finalizers: ['other.io/one'] } })
  return { transport, client, object }
}

describe('finalizers', () => {
  it('are added beside others, and only once', async () => {
    const { transport, client, object } = await open()
    const kept = await addFinalizer(client, configMaps, object, finalizer)
    expect(kept.metadata.finalizers).toEqual(['other.io/one', finalizer])
    expect(hasFinalizer(kept, finalizer)).toBe(true)
    const writes = transport.writes.length
    expect(await addFinalizer(client, configMaps, kept, finalizer)).toBe(kept)
    expect(transport.writes).toHaveLength(writes)
  })

  it('refuse to overwrite a change they have not seen', async () => {
    const { client, object } = await open()
    await client.patch(configMaps, key, { type: 'merge', patch: { data: { a: '1' } } })
    await expect(addFinalizer(client, configMaps, object, finalizer)).rejects.toMatchObject({
      reason: 'Conflict',
    })
  })

  it('let the object go when the last one is removed', async () => {
    const { client, object } = await open()
    await client.delete(configMaps, key)
    const going = await client.get(configMaps, key)
    expect(going.metadata.deletionTimestamp).toBeDefined()
    await removeFinalizer(client, configMaps, going, 'other.io/one')
    await expect(client.get(configMaps, key)).rejects.toMatchObject({ reason: 'NotFound' })
    await removeFinalizer(client, configMaps, object, 'other.io/one')
  })
})
