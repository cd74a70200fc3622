import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { type Condition, conditionOf, isConditionTrue, removeCondition, setCondition } from './condition.ts'

const clock = new VirtualClock()
const then = '2025-01-01T00:00:00Z'
const now = '2026-01-01T00:00:00Z'
const ready = { type: 'Ready', status: 'True', reason: 'Up', lastTransitionTime: then }
const other = { type: 'Other', status: 'True', reason: 'X', lastTransitionTime: then }

describe('setCondition', () => {
  it('adds what is missing, with the present time', () => {
    const set = setCondition(undefined, { type: 'Ready', status: 'True' }, clock)
    expect(set).toEqual([{ type: 'Ready', status: 'True', lastTransitionTime: now }])
  })

  it.each([
    ['moves the transition time with the status', { type: 'Ready', status: 'False', reason: 'Down' }, now],
    [
      'keeps the transition time when only the reason changes',
      { type: 'Ready', status: 'True', reason: 'Y' },
      then,
    ],
  ])('%s', (_, condition, lastTransitionTime) => {
    const set = setCondition([other, ready], condition, clock)
    expect(set).toEqual([other, { ...condition, lastTransitionTime }])
  })

  it('keeps nothing of the old reason and message', () => {
    const set = setCondition<Condition>(
      [{ ...ready, message: 'all is well' }],
      { type: 'Ready', status: 'True' },
      clock,
    )
    expect(set).toEqual([{ type: 'Ready', status: 'True', lastTransitionTime: then }])
  })

  it('gives back the same list when nothing changes', () => {
    const conditions = [ready, other]
    expect(setCondition(conditions, { type: 'Ready', status: 'True', reason: 'Up' }, clock)).toBe(conditions)
  })
})

describe('conditions', () => {
  it('are found by type', () => {
    expect(conditionOf([ready, other], 'Other')).toBe(other)
    expect(conditionOf(undefined, 'Other')).toBeUndefined()
    expect(isConditionTrue([ready], 'Ready')).toBe(true)
    expect(isConditionTrue([{ type: 'Ready', status: 'Unknown' }], 'Ready')).toBe(false)
  })

  it('are removed by type', () => {
    const conditions = [ready, other]
    expect(removeCondition(conditions, 'Ready')).toEqual([other])
    expect(removeCondition(conditions, 'Missing')).toBe(conditions)
  })
})
