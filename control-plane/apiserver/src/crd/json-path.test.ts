import { expect, it } from 'vitest'
import { jsonPath } from './json-path.ts'

const object = {
  metadata: { annotations: { 'a.b/c': 'x' } },
  spec: { replicas: 3, hosts: ['one', 'two'] },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Stale', status: 'False', age: 5 },
    ],
  },
}

it.each([
  ['.spec.replicas', [3]],
  ['{.spec.replicas}', [3]],
  ['$.spec.hosts[0]', ['one']],
  ['.spec.hosts[-1]', ['two']],
  ['.spec.hosts[*]', ['one', 'two']],
  ['.spec.nothing.at.all', []],
  ['.metadata.annotations.a\\.b/c', ['x']],
  [".metadata.annotations['a.b/c']", ['x']],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type != 'Ready')].type", ['Stale']],
  ['.status.conditions[?(@.age)].type', ['Stale']],
  ['.status.conditions[?(@.age>4)].type', ['Stale']],
  ['.status.conditions[?(@.age>5)].type', []],
])('finds %s', (path, expected) => {
  expect(jsonPath(path)(object)).toEqual(expected)
})

it.each(['.a[', 'a b', '.a[?(x)]', '..a'])('refuses %s', (path) => {
  expect(() => jsonPath(path)).toThrow(SyntaxError)
})
