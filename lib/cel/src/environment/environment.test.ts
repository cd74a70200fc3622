import { describe, expect, it } from 'vitest'
import { dynType, Environment, jsonOfValue, kubernetesLibraries, valueOfJson } from '../index.ts'

const environment = new Environment({ variables: { object: dynType }, libraries: kubernetesLibraries })
const object = valueOfJson({ spec: { replicas: 3, names: ['a', 'b'], labels: { app: 'x' } } })

function evaluated(text: string): unknown {
  const { program, error } = environment.compile(text)
  if (!program) return error
  const { value, error: failure } = program.evaluate({ object })
  return failure ? `error: ${failure.message}` : jsonOfValue(value ?? null)
}

describe('an expression', () => {
  it.each([
    ['object.spec.replicas > 2', true],
    ['object.spec.names.all(name, name != "c")', true],
    ['object.spec.names[1] + object.spec.labels["app"]', 'bx'],
    ['[1, 2, 3].map(x, x * 2).filter(y, y > 2)', [4, 6]],
    ['[1, 2].exists(i, i == 2 || i / 0 == 1)', true],
    ['{"a": 1}.transformMap(k, v, v + 1)', { a: 2 }],
    ['[3, 4].transformList(i, v, i * v)', [0, 4]],
    ['["a", "b"].transformMapEntry(i, v, {v: i})', { a: 0, b: 1 }],
    ['object.?spec.?missing.orValue(3)', 3],
    ['optional.of(3).optMap(v, v + 1).value()', 4],
    ['optional.none().optFlatMap(v, optional.of(v)).hasValue()', false],
    ['[?optional.none(), 1]', [1]],
    ['cel.bind(x, 3, x * x)', 9],
    ['timestamp("2020-01-02T03:04:05Z").getHours("America/New_York")', 22],
    ['"%s has %.2f, %x and %d%%".format(["b", 1.5, 255, 3])', 'b has 1.50, ff and 3%'],
    ['true ? "yes" : "no"', 'yes'],
    ['type(1) == int && type("") != int', true],
    ['-9223372036854775808', -(2 ** 63)],
    ['has(object.spec.replicas) && !has(object.spec.other)', true],
    ['dyn(1) == dyn(1.0) && dyn(1u) == dyn(1)', true],
    ['1 < 1.5 && 2u > 1', true],
    ['{"a": null}.a == null && {true: null}[true] == null && [null][0] == null', true],
    ['has({"a": null}.a) && {"a": null}[?"a"].hasValue()', true],
    ["r'\\d' + b'\\x41'.size() == ''", expect.stringContaining('no matching overload')],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text)).toEqual(value)
  })

  it.each([
    ['object.spec.missing', 'no such key: missing'],
    ['object.spec.names[5]', 'index out of bounds: 5'],
    ['1 / 0', 'division by zero'],
    ['1 % 0', 'modulus by zero'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['0u - 1u', 'unsigned integer overflow'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['has(object.spec.missing) || 1 / 0 == 1', 'division by zero'],
  ])('%s fails: %s', (text, message) => {
    expect(evaluated(text)).toBe(`error: ${message}`)
  })
})

describe('an expression that does not compile', () => {
  it.each([
    ['x + 1', "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')\n | x + 1\n | ^"],
    [
      '1 + "a"',
      "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + \"a\"\n | ..^",
    ],
    [
      '"a".matches(1)',
      "ERROR: <input>:1:12: found no matching overload for 'matches' applied to 'string.(int)'\n | \"a\".matches(1)\n | ...........^",
    ],
    [
      '1 ? 2 : 3',
      "ERROR: <input>:1:3: found no matching overload for '_?_:_' applied to '(int, int, int)'\n | 1 ? 2 : 3\n | ..^",
    ],
    ['!(1 && true)', "ERROR: <input>:1:3: expected type 'bool' but found 'int'\n | !(1 && true)\n | ..^"],
    ['has(object)', 'ERROR: <input>:1:5: invalid argument to has() macro\n | has(object)\n | ....^'],
  ])('%s tells where and why', (text, error) => {
    expect(evaluated(text)).toBe(error)
  })

  it('tells of syntax', () => {
    expect(evaluated('1 +')).toMatch(
      /^ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting \{/,
    )
  })
})

describe('the cost of an evaluation', () => {
  it('is limited', () => {
    const { program } = environment.compile('[1, 2, 3].all(x, [1, 2, 3].all(y, x + y > 0))')
    const full = program?.evaluate({ object })
    expect(full?.value).toBe(true)
    const limited = program?.evaluate({ object }, { costLimit: (full?.cost ?? 0) - 1 })
    expect(limited?.error?.message).toBe('operation cancelled: actual cost limit exceeded')
  })

  it.each([
    ['object.spec.replicas', 3],
    ['has(object.spec.replicas)', 2],
    ['1 + 2', 1],
    ['"abcdefghijk".startsWith("abcdefghijk")', 2],
    ['object.spec.names[0]', 4],
  ])('of %s is %d', (text, cost) => {
    expect(environment.compile(text).program?.evaluate({ object }).cost).toBe(cost)
  })
})
