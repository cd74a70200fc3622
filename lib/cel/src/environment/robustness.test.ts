import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dynType, Environment, intType, kubernetesLibraries, valueOfJson } from '../index.ts'

const environment = new Environment({
  variables: { x: intType, y: intType, o: dynType },
  libraries: kubernetesLibraries,
})

const pieces =
  '1 -2 3u 1.5 "a" b"x" r"\\d" true null x y o o.a [ ] { } ( ) . , : ? + - * / % < >= == && || ! in has( .map( .all( e, .size() [? .?a optional.of( \n // \\ \' @ é 💥'.split(
    ' ',
  )

function outcome(text: string): unknown {
  const { program, error } = environment.compile(text)
  if (!program) return error
  const { value, error: failure } = program.evaluate(
    { x: 2n, y: -3n, o: valueOfJson({ a: [1, 'b', null] }) },
    { costLimit: 10_000 },
  )
  return failure ?? value
}

describe('whatever is written', () => {
  it('is answered with a value or an error, and never thrown', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(outcome(text)).not.toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['brackets', '('.repeat(10_000)],
    ['lists', '['.repeat(10_000)],
    ['signs', `${'-'.repeat(10_000)}x`],
    ['sums', `x${' + x'.repeat(10_000)}`],
    ['fields', `o${'.a'.repeat(10_000)}`],
    ['conditionals', `${'true ? x : '.repeat(10_000)}x`],
    ['macros', `${'[1].all(e, '.repeat(300)}true${')'.repeat(300)}`],
    ['length', `"${'a'.repeat(200_000)}"`],
  ])('is refused or evaluated without overflowing the stack: %s', (_, text) => {
    expect(() => outcome(text)).not.toThrow()
  })

  it('can chain conditions without end, for they do not nest', () => {
    expect(outcome(`x == 2${' && x == 2'.repeat(2000)}`)).toBe(true)
  })

  it('stops once it costs too much', () => {
    const nested = '[1,2,3,4,5,6,7,8,9,10]'
    const text = `${nested}.all(a, ${nested}.all(b, ${nested}.all(c, ${nested}.all(d, ${nested}.all(e, a + b + c + d + e > 0)))))`
    expect(String(outcome(text))).toContain('operation cancelled: actual cost limit exceeded')
  })
})

/** An expression over x and y, and what it comes to in unbounded integers: undefined where it fails. */
interface Modelled {
  readonly text: string
  readonly value: bigint | undefined
}

const limit = 1n << 63n
const within = (value: bigint): bigint | undefined => (value >= -limit && value < limit ? value : undefined)

function combined(operator: string, left: Modelled, right: Modelled): Modelled {
  const text = `(${left.text} ${operator} ${right.text})`
  if (left.value === undefined || right.value === undefined) return { text, value: undefined }
  return { text, value: applied(operator, left.value, right.value) }
}

function applied(operator: string, left: bigint, right: bigint): bigint | undefined {
  if (operator === '+') return within(left + right)
  if (operator === '-') return within(left - right)
  if (operator === '*') return within(left * right)
  if (right === 0n) return undefined
  return operator === '/' ? within(left / right) : left % right
}

const leaf: fc.Arbitrary<Modelled> = fc
  .oneof(fc.bigInt({ min: -limit, max: limit - 1n }), fc.bigInt({ min: -5n, max: 5n }))
  .map((value) => ({ text: String(value), value }))

const { tree } = fc.letrec<{ tree: Modelled; leaf: Modelled }>((tie) => ({
  leaf,
  tree: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%'), tie('tree'), tie('tree'))
      .map(([operator, left, right]) => combined(operator, left, right)),
  ),
}))

describe('arithmetic', () => {
  it('is that of unbounded integers, as long as 64 bits hold every step', () => {
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        const answer = outcome(text)
        if (value === undefined) expect(answer).toBeInstanceOf(Error)
        else expect(answer).toBe(value)
      }),
    )
  })
})
