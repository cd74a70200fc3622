import { describe, expect, it } from 'vitest'
import { explained } from './explain.ts'

describe('explained', () => {
  const resolver = { ndots: 5, searches: ['ns.svc.cluster.local.'] }
  const first = {
    ...{ name: 'a.ns.svc.cluster.local.', rcode: 'NXDOMAIN', answers: [], passed: ['errors', 'kubernetes'] },
    ...{ plugin: 'kubernetes', reason: 'there is no service "a" in namespace "ns"' },
  }
  const second = {
    ...first,
    name: 'a.',
    rcode: 'NOERROR',
    answers: ['A 1.1.1.1'],
    plugin: 'forward',
    reason: 'found',
  }

  it('writes each question, why it was answered so, and what autopath would spare', () => {
    const text = explained('a', { resolver, steps: [first, second], autopath: { isUsed: false, spares: 1 } })
    expect(text.split('\n')).toEqual([
      'a: ndots:5, search ns.svc.cluster.local.',
      '1. a.ns.svc.cluster.local.  NXDOMAIN  kubernetes: there is no service "a" in namespace "ns"',
      '     through errors → kubernetes',
      '2. a.  NOERROR  forward: found',
      '     A 1.1.1.1',
      '     through errors → kubernetes',
      '2 questions for each address family; autopath would spare 1.',
    ])
  })

  it('writes what autopath spared', () => {
    const text = explained('a', { resolver, steps: [second], autopath: { isUsed: true, spares: 3 } })
    expect(text).toMatch(/1 question for each address family; autopath spared 3 more\.$/)
  })
})
