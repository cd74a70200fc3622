import { expect, it } from 'vitest'
import { parseUpOptions } from '../up/up-options.ts'

const storeOf = (...args: string[]): unknown => {
  const options = parseUpOptions(['--data-dir', '/d', ...args])
  return 'help' in options ? undefined : options.store
}

it.each([
  [[], { directory: '/d/store' }],
  [['--store', 'memory'], 'memory'],
  [['--store', 'etcd://a:1,b'], { etcd: { endpoints: ['http://a:1', 'http://b:2379'], tls: {} } }],
  [['--store', 'etcds://[::1]:3/p'], { etcd: { endpoints: ['https://[::1]:3'], prefix: 'p/' } }],
  [['--store', 'etcd://u:p%40@a'], { etcd: { username: 'u', password: 'p@' } }],
  [['--etcd-servers', 'https://a:1,https://b:2'], { etcd: { endpoints: ['https://a:1', 'https://b:2'] } }],
  [
    ['--etcd-servers', 'http://a:1', '--etcd-prefix', 'x', '--etcd-compaction-interval', '0s'],
    { etcd: { prefix: 'x/' }, compactionIntervalMs: 0 },
  ],
])('%j chooses a store', (args, choice) => {
  const store = storeOf(...args)
  if (typeof choice === 'string') expect(store).toBe(choice)
  else expect(store).toMatchObject(choice)
})

it.each([
  [['--store', 'sqlite'], 'invalid value "sqlite" for --store: must be lmdb, memory or etcd://host:port'],
  [['--store', 'etcd://'], '"etcd://" is not like etcd://host:port[,host:port]'],
  [['--store', 'etcd://a:x'], 'names no host in "a:x"'],
  [['--store', 'memory', '--etcd-servers', 'http://a:1'], '--etcd-servers and --store exclude each other'],
  [['--etcd-servers', 'a:1'], 'must be http://host:port or https://host:port'],
  [['--store', 'etcds://a', '--etcd-cafile', '/none/ca'], 'cannot read the file of --etcd-cafile'],
])('%j is refused', (args, message) => {
  expect(() => storeOf(...args)).toThrow(message)
})
