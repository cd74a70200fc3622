import type { Pod, PodSchedulingGate } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { podOf } from '../../testing/objects.ts'
import { schedulingGates } from './scheduling-gates.ts'

it.each<[string, PodSchedulingGate[] | undefined, readonly string[] | undefined]>([
  ['lets a pod without gates through', undefined, undefined],
  ['lets a pod with an empty list through', [], undefined],
  ['holds back one with a gate', [{ name: 'quota' }], ['waiting for scheduling gates: [quota]']],
  ['names all gates', [{ name: 'x.io/a' }, { name: 'b' }], ['waiting for scheduling gates: [x.io/a b]']],
])('%s', (_title, gates, reasons) => {
  const pod = podOf('web', { spec: gates ? { schedulingGates: gates } : {} }) as Pod
  const status = schedulingGates.preEnqueue?.(pod)
  expect(status?.reasons).toEqual(reasons)
  expect(status?.code).toBe(reasons && 'unschedulableAndUnresolvable')
})
