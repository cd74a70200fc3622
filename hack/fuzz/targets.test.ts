import { describe, expect, it } from 'vitest'
import { runTarget, type Target } from './run-target.ts'
import { allTargets } from './targets.ts'

describe('whatever is sent', () => {
  it.each(allTargets().map((target): [string, Target] => [target.name, target]))(
    'is read or refused: %s',
    async (_, target) => {
      const { faults, accepted } = await runTarget(target, 500, 7)
      expect(faults).toEqual([])
      expect(accepted).toBeGreaterThan(0)
    },
  )

  it('is told of where a reader breaks', async () => {
    const broken: Target = {
      name: 'broken',
      refuses: (error) => error instanceof SyntaxError,
      next: (below) => {
        const number = below(3)
        return {
          input: () => `number ${number}`,
          read: () => JSON.parse(['1', '{', 'null'][number] ?? '').at,
        }
      },
    }
    const { faults, accepted, inputs } = await runTarget(broken, 60, 1)
    expect(inputs).toBe(60)
    expect(accepted).toBeGreaterThan(0)
    expect(faults.length).toBeGreaterThan(0)
    for (const fault of faults) expect(fault).toMatch(/TypeError[\s\S]*of number 2/)
  })
})
