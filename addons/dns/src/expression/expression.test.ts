import { describe, expect, it } from 'vitest'
import { compileExpression } from './compile-expression.ts'

const functions = {
  name: { takes: 0, call: (name: string) => name },
  boom: {
    takes: 0,
    call: () => {
      throw new Error('called')
    },
  },
}

const evaluated = (source: string): unknown => compileExpression(source, functions)('a.example.org.')

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3 - -4', 11],
    ['2 ** 3 ** 2', 512],
    ['(1 + 2) * 3 % 4', 1],
    ['"a" + \'b\' + `\\c`', 'ab\\c'],
    ["'it\\'s\\n'", "it's\n"],
    ["name() matches '^a\\\\..*\\\\.org\\\\.$'", true],
    ['name() endsWith ".org." and not (name() startsWith "b")', true],
    ['!(name() contains "example") || false', false],
    ["'x' in ['x', 'y']", true],
    ['3 not in 1..3', false],
    ['3 not in [1, 2]', true],
    ['false && boom()', false],
    ['true or boom()', true],
    ['nil ?? "other"', 'other'],
    ['1 < 2 ? "less" : "more"', 'less'],
    ['"a" < "b" == true', true],
    ['[1, [2]] == [1, [2]]', true],
    ['split(name(), ".")[-2]', 'org'],
    ['len(name()) >= 14', true],
    ['upper(replace("a-a", "a", "b"))', 'B-B'],
    ['int("42") + abs(-1)', 43],
  ])('%s is %j', (source, value) => expect(evaluated(source)).toEqual(value))

  it.each([
    ['nobody()', 'unknown name nobody (1:1)'],
    ['constructor()', 'unknown name constructor (1:1)'],
    ['1 +', 'unexpected token EOF (1:4)'],
    ['(1', 'unexpected token EOF (1:3)'],
    ['1 2', 'unexpected token 2 (1:3)'],
    ['a # b', 'unrecognized character: "#" (1:3)'],
    ['name(1)', 'too many arguments to call name (1:1)'],
    ['lower()', 'not enough arguments to call lower (1:1)'],
    ['1 + "a"', '"a" is no number'],
    ['"a" and true', '"a" is no boolean'],
    ['[1][1]', 'index out of range: 1 (array length is 1)'],
    ['1..1000001', 'memory budget exceeded'],
  ])('%s is refused', (source, message) => expect(() => evaluated(source)).toThrow(message))
})
