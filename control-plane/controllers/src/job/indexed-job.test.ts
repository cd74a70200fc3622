import type { Job } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { openJob } from '../testing/job-world.ts'

const indexed = { completionMode: 'Indexed' }
const indexKey = 'batch.kubernetes.io/job-completion-index'
const failuresKey = 'batch.kubernetes.io/job-index-failure-count'

function lastCondition({ status }: Job): string {
  const { type, reason } = status?.conditions?.at(-1) ?? {}
  return `${type} ${reason}`
}

describe('an indexed job', () => {
  it('gives each pod its index as name, label, annotation, hostname and variable', async () => {
    const { all } = await openJob({ ...indexed, completions: 2, parallelism: 2 })
    const made = (await all()) as [Pod, Pod]
    expect(made.map(({ spec }) => spec.hostname)).toEqual(['work-0', 'work-1'])
    const [, second] = made
    expect(second.metadata.name).toMatch(/^work-1-[a-z0-9]{5}$/)
    expect(second.metadata.labels?.[indexKey]).toBe('1')
    expect(second.metadata.annotations).toEqual({ [indexKey]: '1' })
    const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${indexKey}']` }
    expect(second.spec.containers[0]?.env).toEqual([
      { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef } },
    ])
  })

  it('writes completed indexes as ranges, runs the lowest pending ones, and counts none twice', async () => {
    const { podAt, end, read, running } = await openJob({ ...indexed, completions: 6, parallelism: 6 })
    const done: string[] = []
    for (const index of [1, 3, 2, 5, 4, 0]) {
      await end(await podAt(index))
      done.push((await read()).status?.completedIndexes ?? '')
    }
    expect(done).toEqual(['1', '1,3', '1-3', '1-3,5', '1-5', '0-5'])
    expect(await running()).toEqual([])
    expect((await read()).status?.succeeded).toBe(6)
    expect(lastCondition(await read())).toBe('Complete CompletionsReached')
  })

  it('tries a failed index again', async () => {
    const { podAt, end, running, pass } = await openJob({ ...indexed, completions: 2, parallelism: 1 })
    await end(await podAt(0), 1)
    await pass(10_000)
    expect((await running()).map(({ spec }) => spec.hostname)).toEqual(['work-0'])
  })

  it('grows and shrinks with its completions', async () => {
    const { change, running, podAt, end, read } = await openJob({
      ...indexed,
      completions: 2,
      parallelism: 2,
    })
    await change({ completions: 4, parallelism: 4 })
    expect(await running()).toHaveLength(4)
    await end(await podAt(3))
    expect((await read()).status).toMatchObject({ completedIndexes: '3', succeeded: 1 })
    await change({ completions: 2, parallelism: 2 })
    expect((await running()).map(({ spec }) => spec.hostname)).toEqual(['work-0', 'work-1'])
    expect((await read()).status).not.toHaveProperty('completedIndexes')
    await end(await podAt(0))
    await end(await podAt(1))
    expect(lastCondition(await read())).toBe('Complete CompletionsReached')
  })
})

describe('a limit for each index', () => {
  const limited = { ...indexed, backoffLimitPerIndex: 1, backoffLimit: 2 ** 31 - 1 }

  it('fails an index that failed too often, runs the others, and then fails the job', async () => {
    const { podAt, end, pass, read, running } = await openJob({ ...limited, completions: 2, parallelism: 2 })
    await end(await podAt(0), 1)
    expect((await read()).status).toMatchObject({ failedIndexes: '' })
    await pass(10_000)
    const retried = await podAt(0)
    expect(retried.metadata.annotations?.[failuresKey]).toBe('1')
    await end(retried, 1)
    expect((await read()).status).toMatchObject({ failedIndexes: '0', failed: 2 })
    expect((await running()).map(({ spec }) => spec.hostname)).toEqual(['work-1'])
    await end(await podAt(1))
    expect(lastCondition(await read())).toBe('Failed FailedIndexes')
    expect((await read()).status).toMatchObject({ completedIndexes: '1', failedIndexes: '0', succeeded: 1 })
  })

  it('stops when too many indexes failed', async () => {
    const { podAt, end, read, running, pass } = await openJob({
      ...{ ...limited, backoffLimitPerIndex: 0, maxFailedIndexes: 1 },
      ...{ completions: 4, parallelism: 4 },
    })
    await end(await podAt(0), 1)
    expect(await running()).toHaveLength(3)
    await end(await podAt(1), 1)
    await pass()
    expect(lastCondition(await read())).toBe('Failed MaxFailedIndexesExceeded')
    expect(await running()).toEqual([])
  })

  it('fails an index at once where the failure policy says so', async () => {
    const rule = { action: 'FailIndex', onExitCodes: { operator: 'In', values: [7] } }
    const { podAt, end, read } = await openJob({
      ...{ ...limited, completions: 2, parallelism: 2 },
      podFailurePolicy: { rules: [rule] },
    })
    await end(await podAt(1), 7)
    expect((await read()).status).toMatchObject({ failedIndexes: '1', failed: 1 })
  })

  it('waits longer for an index with each of its failures, not for the others', async () => {
    const { podAt, end, pass, running } = await openJob({
      ...{ ...limited, backoffLimitPerIndex: 5 },
      ...{ completions: 3, parallelism: 1 },
    })
    await end(await podAt(0), 1)
    await pass(10_000)
    await end(await podAt(0), 1)
    await pass(10_000)
    expect(await running()).toEqual([])
    await pass(10_000)
    expect((await running())[0]?.metadata.annotations?.[failuresKey]).toBe('2')
  })
})

describe('the success policy', () => {
  const many = { ...indexed, completions: 4, parallelism: 4 }

  it.each([
    ['enough of all', { succeededCount: 1 }, [2]],
    ['all of some', { succeededIndexes: '0,2' }, [0, 2]],
    ['enough of some', { succeededIndexes: '1-3', succeededCount: 2 }, [3, 1]],
  ])('completes the job with %s, and stops the rest', async (_, rule, indexes) => {
    const { podAt, end, read, running, pass } = await openJob({ ...many, successPolicy: { rules: [rule] } })
    for (const index of indexes) {
      expect(await running()).toHaveLength(4 - indexes.indexOf(index))
      await end(await podAt(index))
    }
    await pass()
    const { status } = await read()
    expect(status?.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual([
      ['SuccessCriteriaMet', 'SuccessPolicy', 'Matched rules at index 0'],
      ['Complete', 'SuccessPolicy', 'Matched rules at index 0'],
    ])
    expect(await running()).toEqual([])
    expect(status?.succeeded).toBe(indexes.length)
  })
})
