import { readFileSync } from 'node:fs'
import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import { timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ask, decide, requestKey } from '../testing/certificate-requests.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { certificateCleanerController } from './certificate-cleaner-controller.ts'

const hourMs = 3_600_000
/** Made by OpenSSL; good until half a year before these tests' clock. */
const ended = readFileSync(new URL('testdata/ended.crt', import.meta.url))

async function open(types: readonly string[], certificate?: Buffer) {
  const world = openControllers()
  const { client, clock } = world
  await ask(client, { commonName: 'jane' })
  for (const type of types) await decide(client, type, timestamp(clock.now()))
  if (certificate) {
    const found = await client.get(certificateSigningRequests, requestKey)
    const status = { ...found.status, certificate: certificate.toString('base64') }
    await client.updateStatus(certificateSigningRequests, { ...found, status })
  }
  await world.run(certificateCleanerController)
  const isThere = async (): Promise<boolean> =>
    (await client.list(certificateSigningRequests)).items.length > 0
  return { ...world, isThere }
}

describe('the cleaner of certificate requests', () => {
  it.each<[string, string[], Buffer | undefined, number]>([
    ['nobody decided', [], undefined, 24],
    ['nobody signed', ['Approved'], undefined, 24],
    ['are denied', ['Denied'], undefined, 1],
    ['failed', ['Approved', 'Failed'], undefined, 1],
    ['have their certificate', ['Approved'], Buffer.from('x'), 1],
  ])('deletes those that %s in time', async (_, types, certificate, hours) => {
    const { pass, isThere } = await open(types, certificate)
    await pass(hours * hourMs)
    expect(await isThere()).toBe(true)
    await pass(1)
    expect(await isThere()).toBe(false)
  })

  it('deletes those whose certificate has ended', async () => {
    const { isThere } = await open(['Approved'], ended)
    expect(await isThere()).toBe(false)
  })
})
