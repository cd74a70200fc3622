import { jobs } from '@knarr/api/batch/v1'
import { timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { jobOf } from '../testing/job-world.ts'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { ttlAfterFinishedController } from './ttl-after-finished-controller.ts'

const key = { namespace, name: 'work' }

async function open(ttlSecondsAfterFinished?: number) {
  const world = openControllers()
  const { client, clock, pass } = world
  await client.create(jobs, jobOf(ttlSecondsAfterFinished === undefined ? {} : { ttlSecondsAfterFinished }))
  await world.run(ttlAfterFinishedController)
  return {
    ...world,
    isLeaving: async () => {
      const [job] = (await client.list(jobs, { namespace })).items
      return job?.metadata.deletionTimestamp !== undefined
    },
    async finish(type: string) {
      const job = await client.get(jobs, key)
      const lastTransitionTime = timestamp(clock.now())
      const conditions = [{ type, status: 'True', lastTransitionTime }]
      await client.updateStatus(jobs, { ...job, status: { conditions } })
      await pass()
    },
  }
}

describe('the ttl-after-finished controller', () => {
  it.each(['Complete', 'Failed'])('deletes a job with its pods when it was %s for so long', async (type) => {
    const { finish, pass, isLeaving, client } = await open(30)
    await pass(60_000)
    await finish(type)
    await pass(29_000)
    expect(await isLeaving()).toBe(false)
    await pass(1000)
    expect(await isLeaving()).toBe(true)
    expect((await client.get(jobs, key)).metadata.finalizers).toEqual(['foregroundDeletion'])
  })

  it('keeps jobs that do not ask for it', async () => {
    const { finish, pass, isLeaving } = await open()
    await finish('Complete')
    await pass(60_000)
    expect(await isLeaving()).toBe(false)
  })

  it('goes by the job as it is on the server', async () => {
    const { finish, pass, isLeaving, client, transport } = await open(30)
    await finish('Complete')
    transport.closeWatches()
    transport.intercept(({ query }) => {
      if (query?.watch) throw new Error('no watch now')
    })
    await client.patch(jobs, key, { type: 'merge', patch: { spec: { ttlSecondsAfterFinished: 90 } } })
    await pass(30_000)
    expect(await isLeaving()).toBe(false)
    await pass(60_000)
    expect(await isLeaving()).toBe(true)
  })
})
