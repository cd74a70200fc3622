import { describe, expect, it } from 'vitest'
import { inOrder } from './field-set.ts'

describe('inOrder', () => {
  it('puts elements as upstream writes them, at every depth', () => {
    const set = {
      'f:spec': { 'f:b': {}, 'f:a': { 'k:{"name":"z"}': { 'f:x': {}, '.': {} }, 'k:{"name":"c"}': {} } },
      'f:metadata': { 'f:labels': { 'f:z': {}, '.': {} } },
    }
    expect(JSON.stringify(inOrder(set))).toBe(
      JSON.stringify({
        'f:metadata': { 'f:labels': { '.': {}, 'f:z': {} } },
        'f:spec': { 'f:a': { 'k:{"name":"c"}': {}, 'k:{"name":"z"}': { '.': {}, 'f:x': {} } }, 'f:b': {} },
      }),
    )
    expect(inOrder(set)).toEqual(set)
  })

  it('leaves alone what is in order', () => {
    const set = { 'f:metadata': { 'f:labels': { '.': {}, 'f:z': {} } }, 'f:spec': {} }
    expect(inOrder(set)).toBe(set)
    expect(inOrder(set)).toBe(set)
  })
})
