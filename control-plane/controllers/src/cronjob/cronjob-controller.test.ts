import { type CronJob, type CronJobSpec, cronJobs, type Job, jobs } from '@knarr/api/batch/v1'
import { controllerRef } from '@knarr/controller'
import { keyOf, timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { cronJobController } from './cronjob-controller.ts'

const key = { namespace, name: 'tick' }
const minute = 60_000

async function open(spec: Partial<CronJobSpec> = {}) {
  const world = openControllers()
  const { client, clock, pass } = world
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'tick:1' }] } }
  const cronJob = await client.create(cronJobs, {
    metadata: { name: 'tick', namespace },
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Allow',
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { metadata: { labels: { app: 'tick' } }, spec: { template } },
      ...spec,
    },
  })
  await world.run(cronJobController)
  await pass(200)
  const all = async () => (await client.list(jobs, { namespace })).items
  return {
    ...{ ...world, cronJob, all },
    read: (): Promise<CronJob> => client.get(cronJobs, key),
    async change(patch: Partial<CronJobSpec>) {
      await client.patch(cronJobs, key, { type: 'merge', patch: { spec: patch } })
      await pass()
    },
    async end(job: Job | undefined, type: 'Complete' | 'Failed' = 'Complete') {
      const now = timestamp(clock.now())
      const status = { completionTime: now, startTime: now, conditions: [{ type, status: 'True' }] }
      await client.updateStatus(jobs, { ...(job as Job), status })
      await pass()
    },
    texts: () => world.events.map(({ text }) => text),
  }
}

describe('the cronjob controller', () => {
  it('creates a job each time, named for its minute, and says so', async () => {
    const { cronJob, all, pass, read, texts, clock } = await open()
    expect(await all()).toEqual([])
    await pass(minute)
    const [job] = (await all()) as [Job]
    const atMs = Math.trunc(clock.now() / minute) * minute
    const name = `tick-${atMs / minute}`
    expect(job.metadata).toMatchObject({ name, labels: { app: 'tick' } })
    expect(job.metadata.ownerReferences).toEqual([controllerRef(cronJob, cronJobs)])
    const annotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp'
    expect(job.metadata.annotations).toEqual({ [annotation]: timestamp(atMs) })
    expect((await read()).status).toMatchObject({
      active: [{ kind: 'Job', apiVersion: 'batch/v1', namespace, name, uid: job.metadata.uid }],
      lastScheduleTime: timestamp(atMs),
    })
    await pass(minute)
    expect((await read()).status?.active).toHaveLength(2)
    expect(texts()).toEqual([
      `Normal SuccessfulCreate Created job ${name}`,
      expect.stringContaining('Created job'),
    ])
  })

  it('takes a finished job off its list, and remembers the last success', async () => {
    const { all, pass, read, end, texts, clock } = await open()
    await pass(minute)
    const [job] = (await all()) as [Job]
    await end(job)
    expect((await read()).status).not.toHaveProperty('active')
    expect((await read()).status?.lastSuccessfulTime).toBe(timestamp(clock.now()))
    expect(texts()).toContain(
      `Normal SawCompletedJob Saw completed job: ${job.metadata.name}, condition: Complete`,
    )
  })

  it('starts no job while one runs, with Forbid, and starts the missed one after', async () => {
    const { all, pass, end, texts } = await open({ concurrencyPolicy: 'Forbid' })
    await pass(minute)
    await pass(minute)
    expect(await all()).toHaveLength(1)
    expect(texts()).toContain(
      'Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid',
    )
    await end((await all())[0])
    expect(await all()).toHaveLength(2)
  })

  it('deletes the job that runs, with Replace', async () => {
    const { all, pass, texts } = await open({ concurrencyPolicy: 'Replace' })
    await pass(minute)
    const [first] = (await all()) as [Job]
    await pass(minute)
    const left = await all()
    expect(left).toHaveLength(1)
    expect(left[0]?.metadata.name).not.toBe(first.metadata.name)
    expect(texts()).toContain(`Normal SuccessfulDelete Deleted job ${first.metadata.name}`)
  })

  it('does nothing while suspended, and starts only the last missed run after', async () => {
    const { all, pass, change } = await open({ suspend: true })
    await pass(5 * minute)
    expect(await all()).toEqual([])
    await change({ suspend: false })
    expect(await all()).toHaveLength(1)
  })

  it('does not look further back than its deadline', async () => {
    const { all, pass, change } = await open({
      schedule: '0 * * * *',
      suspend: true,
      startingDeadlineSeconds: 120,
    })
    await pass(70 * minute - 1)
    await change({ suspend: false })
    const started = await all()
    await pass(60 * minute)
    expect((await all()).length - started.length).toBe(1)
  })

  it('warns when very many runs were missed, and still starts the last', async () => {
    const { all, pass, change, texts } = await open({ suspend: true })
    await pass(150 * minute)
    await change({ suspend: false })
    expect(await all()).toHaveLength(1)
    expect(texts()[0]).toBe(
      'Warning TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    )
  })

  it('keeps only so many finished jobs', async () => {
    const { all, pass, end } = await open({ successfulJobsHistoryLimit: 2, failedJobsHistoryLimit: 0 })
    const ended: string[] = []
    for (const outcome of ['Complete', 'Complete', 'Failed', 'Complete'] as const) {
      await pass(minute)
      const job = (await all()).find(({ status }) => !status) as Job
      ended.push(job.metadata.name)
      await end(job, outcome)
    }
    expect((await all()).map(({ metadata }) => metadata.name)).toEqual([ended[1], ended[3]])
  })

  it('forgets an active job that went missing', async () => {
    const { client, all, pass, read, texts } = await open()
    await pass(minute)
    const [job] = (await all()) as [Job]
    await client.delete(jobs, keyOf(job))
    await pass()
    expect((await read()).status).not.toHaveProperty('active')
    expect(texts()).toContain(`Normal MissingJob Active job went missing: ${job.metadata.name}`)
  })

  it('takes up a job that it made but could not note', async () => {
    const { transport, all, pass, read } = await open()
    let refusals = 1
    transport.intercept(({ method, path }) => {
      if (method === 'PUT' && path.endsWith('/status') && refusals-- > 0) throw new Error('not now')
    })
    await pass(minute)
    await pass(1000)
    expect(await all()).toHaveLength(1)
    expect((await read()).status?.active).toHaveLength(1)
  })

  it.each([
    ['UnknownTimeZone', { timeZone: 'Mars/Olympus' }],
    ['UnparseableSchedule', { schedule: 'now and then' }],
  ])('says %s and rests', async (reason, spec) => {
    const { all, pass, texts } = await open(spec)
    await pass(2 * minute)
    expect(await all()).toEqual([])
    expect(texts()[0]).toContain(`Warning ${reason} `)
  })
})
