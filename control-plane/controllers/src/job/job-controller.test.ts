import { type Job, jobs } from '@knarr/api/batch/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { controllerOf, hasFinalizer } from '@knarr/controller'
import { keyOf } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { openJob } from '../testing/job-world.ts'
import { makeReady, namespace, podDraft } from '../testing/objects.ts'

const finalizer = 'batch.kubernetes.io/job-tracking'

function conditionsOf({ status }: Job): string[] {
  return (status?.conditions ?? []).map(({ type, status: is, reason }) => `${type}=${is} ${reason}`)
}

describe('the job controller', () => {
  it('runs pods with its finalizer until enough of them succeeded, and says so', async () => {
    const { all, running, end, read, texts } = await openJob({ completions: 2 })
    const [first] = (await all()) as [Pod]
    expect(first.metadata).toMatchObject({ finalizers: [finalizer], labels: { 'job-name': 'work' } })
    expect(first.metadata.name).toMatch(/^work-[a-z0-9]{5}$/)
    expect((await read()).status).toMatchObject({
      active: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    })
    await end(first)
    await end((await running())[0])
    const job = await read()
    expect(job.status).toMatchObject({ succeeded: 2, ready: 0, terminating: 0, uncountedTerminatedPods: {} })
    expect(job.status).toMatchObject({ startTime: expect.any(String), completionTime: expect.any(String) })
    expect(job.status).not.toHaveProperty('active')
    expect(conditionsOf(job)).toEqual([
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ])
    expect((await all()).some((pod) => hasFinalizer(pod, finalizer))).toBe(false)
    const created = 'Normal SuccessfulCreate Created pod: work-x'
    expect(texts()).toEqual([created, created, 'Normal Completed Job completed'])
  })

  it('runs no more in parallel than wanted or still needed', async () => {
    const { running, end, read } = await openJob({ completions: 5, parallelism: 3 })
    expect(await running()).toHaveLength(3)
    for (let left = 5; left > 0; left--) {
      expect(await running()).toHaveLength(Math.min(3, left))
      await end((await running())[0])
    }
    expect(conditionsOf(await read()).at(-1)).toBe('Complete=True CompletionsReached')
  })

  it('counts ready pods', async () => {
    const { client, clock, pass, all, read } = await openJob({ completions: 2, parallelism: 2 })
    await makeReady(client, clock, (await all())[0] as Pod)
    await pass()
    expect((await read()).status).toMatchObject({ active: 2, ready: 1 })
  })

  it('without completions, is complete once one succeeded and none is left', async () => {
    const { all, running, end, read } = await openJob({ parallelism: 2 })
    const [one, two] = (await all()) as [Pod, Pod]
    await end(one)
    expect(await running()).toHaveLength(1)
    expect(conditionsOf(await read())).toEqual([])
    await end(two, 1)
    expect(await all()).toHaveLength(2)
    expect((await read()).status).toMatchObject({ succeeded: 1, failed: 1 })
    expect(conditionsOf(await read()).at(-1)).toBe('Complete=True CompletionsReached')
  })

  it('waits 10 s after a failure, twice as long after the next', async () => {
    const { running, end, pass } = await openJob({ completions: 1 })
    for (const delayMs of [10_000, 20_000, 40_000]) {
      await end((await running())[0], 1)
      await pass(delayMs - 1000)
      expect(await running()).toEqual([])
      await pass(1000)
      expect(await running()).toHaveLength(1)
    }
  })

  it('fails when more pods failed than it allows, and stops those that run', async () => {
    const { running, end, read, texts, pass } = await openJob({
      completions: 3,
      parallelism: 2,
      backoffLimit: 0,
    })
    const [one, two] = (await running()) as [Pod, Pod]
    await end(one, 1)
    await pass()
    const job = await read()
    expect(conditionsOf(job)).toEqual([
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ])
    expect(job.status?.conditions?.[1]?.message).toBe('Job has reached the specified backoff limit')
    expect(job.status).toMatchObject({ failed: 2, terminating: 0 })
    expect(job.status).not.toHaveProperty('completionTime')
    expect(await running()).toEqual([])
    expect(texts().slice(2)).toEqual([
      `Normal SuccessfulDelete Deleted pod: work-x`,
      'Warning BackoffLimitExceeded Job has reached the specified backoff limit',
    ])
    expect(two.metadata.uid).not.toBe(one.metadata.uid)
  })

  it('counts restarts in place where the pods restart on failure', async () => {
    const { running, setPod, read } = await openJob({ completions: 1, backoffLimit: 2 }, 'OnFailure')
    const [pod] = (await running()) as [Pod]
    await setPod(pod, { phase: 'Running', containerStatuses: [{ name: 'main', restartCount: 1 }] })
    expect(conditionsOf(await read())).toEqual([])
    await setPod(pod, { phase: 'Running', containerStatuses: [{ name: 'main', restartCount: 2 }] })
    expect(conditionsOf(await read()).at(-1)).toBe('Failed=True BackoffLimitExceeded')
  })

  it('fails when it was active for too long', async () => {
    const { pass, read, all } = await openJob({ completions: 1, activeDeadlineSeconds: 30 })
    await pass(29_000)
    expect(await all()).toHaveLength(1)
    await pass(1000)
    const job = await read()
    expect(conditionsOf(job).at(-1)).toBe('Failed=True DeadlineExceeded')
    expect(job.status?.conditions?.at(-1)?.message).toBe('Job was active longer than specified deadline')
    expect(await all()).toEqual([])
  })

  it('stops its pods while suspended, counts none as failed, and starts its clock anew', async () => {
    const { change, all, read, pass, texts } = await openJob({
      completions: 2,
      parallelism: 2,
      activeDeadlineSeconds: 60,
    })
    await pass(50_000)
    await change({ suspend: true })
    expect(await all()).toEqual([])
    expect(conditionsOf(await read())).toEqual(['Suspended=True JobSuspended'])
    expect((await read()).status).not.toHaveProperty('failed')
    await pass(100_000)
    await change({ suspend: false })
    const job = await read()
    expect(conditionsOf(job)).toEqual(['Suspended=False JobResumed'])
    expect(Date.parse(job.status?.startTime ?? '') - Date.parse(job.metadata.creationTimestamp ?? '')).toBe(
      150_000,
    )
    expect(await all()).toHaveLength(2)
    expect(texts()).toEqual(
      expect.arrayContaining(['Normal Suspended Job suspended', 'Normal Resumed Job resumed']),
    )
  })

  it('has no start time while it was never resumed', async () => {
    const { read, all } = await openJob({ completions: 1, suspend: true })
    expect((await read()).status).not.toHaveProperty('startTime')
    expect(await all()).toEqual([])
  })

  it('deletes the surplus when parallelism shrinks, and counts none of it as failed', async () => {
    const { change, running, read } = await openJob({ completions: 8, parallelism: 4 })
    await change({ parallelism: 1 })
    expect(await running()).toHaveLength(1)
    expect((await read()).status).toMatchObject({ active: 1 })
    expect((await read()).status).not.toHaveProperty('failed')
  })

  it('replaces a pod that is being deleted at once, or with the policy Failed only once it ended', async () => {
    for (const [podReplacementPolicy, during] of [
      ['TerminatingOrFailed', 2],
      ['Failed', 1],
    ] as const) {
      const { client, all, pass, end, read } = await openJob({ completions: 1, podReplacementPolicy })
      const [pod] = (await all()) as [Pod]
      const held = { ...pod, metadata: { ...pod.metadata, finalizers: [finalizer, 'test/held'] } }
      await client.update(pods, held)
      await client.delete(pods, keyOf(pod))
      await pass(11_000)
      expect(await all()).toHaveLength(during)
      expect((await read()).status?.terminating).toBe(1)
      await end(pod, 1)
      await pass(11_000)
      expect(await all()).toHaveLength(2)
    }
  })

  it('adopts matching orphans with a finalizer, and lets go what matches no more', async () => {
    const { client, all, pass } = await openJob({ completions: 1 })
    const [pod] = (await all()) as [Pod]
    const read = () => client.get(pods, keyOf(pod))
    await client.patch(pods, keyOf(pod), { type: 'merge', patch: { metadata: { ownerReferences: null } } })
    await pass()
    expect(controllerOf(await read())?.name).toBe('work')
    expect(hasFinalizer(await read(), finalizer)).toBe(true)
    await client.patch(pods, keyOf(pod), { type: 'merge', patch: { metadata: { labels: null } } })
    await pass()
    expect(controllerOf(await read())).toBeUndefined()
    expect(hasFinalizer(await read(), finalizer)).toBe(false)
    expect(await all()).toHaveLength(2)
  })

  it('frees the pods of a job that is gone', async () => {
    const { client, all, pass } = await openJob({ completions: 1 })
    await client.delete(jobs, { namespace, name: 'work' })
    await pass()
    expect((await all()).map(({ metadata }) => metadata.finalizers ?? [])).toEqual([[]])
  })

  it('leaves jobs to other controllers where they say so', async () => {
    const { all, read } = await openJob({ completions: 1, managedBy: 'example.com/jobs' })
    expect(await all()).toEqual([])
    expect((await read()).status).toBeUndefined()
  })

  it('counts each pod once, though a status or a finalizer could not be written', async () => {
    const { transport, running, end, read, pass } = await openJob({ completions: 2, parallelism: 2 })
    const [one, two] = (await running()) as [Pod, Pod]
    let refusals = 3
    transport.intercept(({ method, path }) => {
      if (method === 'PATCH' && path.includes('/pods/') && refusals-- > 0) throw new Error('not now')
    })
    await end(one)
    await pass(1000)
    expect((await read()).status).toMatchObject({ succeeded: 1, uncountedTerminatedPods: {} })
    await end(two)
    await pass(1000)
    expect((await read()).status).toMatchObject({ succeeded: 2, uncountedTerminatedPods: {} })
    expect(refusals).toBeLessThanOrEqual(0)
  })

  it('does not count a pod that is only alike', async () => {
    const { client, read, pass } = await openJob({ completions: 1 })
    const other = podDraft('other', { labels: { app: 'other' } })
    await client.create(pods, other)
    await pass()
    expect((await read()).status).toMatchObject({ active: 1 })
  })
})

describe('the pod failure policy', () => {
  const exitCodes = (action: string, values: number[], operator = 'In') => ({
    action,
    onExitCodes: { operator, values },
  })
  const disrupted = { type: 'DisruptionTarget', status: 'True' }

  it('fails the job at once on an exit code', async () => {
    const { running, end, read } = await openJob({
      completions: 1,
      podFailurePolicy: { rules: [exitCodes('FailJob', [42])] },
    })
    const [pod] = (await running()) as [Pod]
    await end(pod, 42)
    const failed = (await read()).status?.conditions?.at(-1)
    expect(failed).toMatchObject({ type: 'Failed', reason: 'PodFailurePolicy' })
    expect(failed?.message).toBe(
      `Container main for pod shop/${pod.metadata.name} failed with exit code 42 matching FailJob rule at index 0`,
    )
  })

  it('does not count what is ignored', async () => {
    const { running, end, read, pass } = await openJob({
      completions: 1,
      backoffLimit: 0,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [disrupted] }] },
    })
    await end((await running())[0], 1, [disrupted])
    await pass(10_000)
    expect(await running()).toHaveLength(1)
    expect((await read()).status).not.toHaveProperty('failed')
    await end((await running())[0], 1)
    expect(conditionsOf(await read()).at(-1)).toBe('Failed=True BackoffLimitExceeded')
  })
})
