import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Heap } from './heap.ts'

interface Item {
  readonly key: string
  readonly rank: number
}

type Step =
  | { readonly do: 'push'; readonly item: Item }
  | { readonly do: 'remove' | 'pop'; readonly key: string }

// Enough keys for removals deep in one branch to bring up items of another.
const key = fc.nat(29).map((n) => `key-${n}`)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('push' as const), item: fc.record({ key, rank: fc.nat(50) }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('remove' as const, 'pop' as const), key }) },
)

// Keys break ties, so there is one right answer to every pop.
const less = (a: Item, b: Item): boolean => a.rank < b.rank || (a.rank === b.rank && a.key < b.key)
const sorted = (items: readonly Item[]): Item[] => items.toSorted((a, b) => (less(a, b) ? -1 : 1))

it('does what a sorted array does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const heap = new Heap<Item>(({ key }) => key, less)
      let model: Item[] = []
      for (const step of steps) {
        if (step.do === 'push') {
          heap.push(step.item)
          model = sorted([...model.filter(({ key }) => key !== step.item.key), step.item])
        } else if (step.do === 'pop') expect(heap.pop()).toBe(model.shift())
        else {
          expect(heap.remove(step.key)).toBe(model.find(({ key }) => key === step.key))
          model = model.filter(({ key }) => key !== step.key)
        }
        expect(heap.size).toBe(model.length)
        expect(heap.peek()).toBe(model[0])
        for (const item of model) expect(heap.get(item.key)).toBe(item)
      }
      expect(Array.from({ length: heap.size }, () => heap.pop())).toEqual(model)
    }),
  )
})

it('is empty to begin with', () => {
  const heap = new Heap<Item>(({ key }) => key, less)
  expect([heap.size, heap.peek(), heap.pop(), heap.get('a'), heap.remove('a')]).toEqual([
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
