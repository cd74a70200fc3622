import { expect, it } from 'vitest'
import { breachesOf } from './rooms.ts'

const breach = (from: string, to: string): string[] =>
  breachesOf({ imports: new Map([[from, [to]]]) }).map(({ rule }) => rule)

it.each([
  [
    'a component that imports another',
    'node/kubelet/src/kubelet.ts',
    'control-plane/scheduler/',
    ['components meet at the API'],
  ],
  [
    'a component that touches storage',
    'control-plane/controllers/src/x.ts',
    'control-plane/storage/',
    ['components meet at the API'],
  ],
  [
    'a library that imports a component',
    'lib/client/src/x.ts',
    'node/kubelet/',
    ['the library stands alone'],
  ],
  ['anyone who imports a command', 'tools/cluster/src/x.ts', 'cmd/knarr/', ['nothing imports cmd']],
  ['the API server on its storage', 'control-plane/apiserver/src/x.ts', 'control-plane/storage/', []],
  ['the composition root', 'tools/cluster/src/x.ts', 'control-plane/storage/', []],
  ['a test', 'node/kubelet/src/x.test.ts', 'control-plane/apiserver/', []],
  ['a component on the library', 'node/kubelet/src/x.ts', 'lib/client/', []],
])('%s', (_title, from, to, rules) => {
  expect(breach(from, to)).toEqual(rules)
})

it('finds a cycle between rooms', () => {
  const imports = new Map([
    ['lib/a/src/x.ts', ['lib/b/']],
    ['lib/b/src/y.ts', ['lib/c/']],
    ['lib/c/src/z.ts', ['lib/a/']],
  ])
  expect(breachesOf({ imports })).toContainEqual({ rule: 'no cycles', from: 'lib/a', to: 'lib/b' })
})
