import { expect, it } from 'vitest'
import { parseResolvConf, readResolvConf } from './resolv-conf.ts'

it('keeps the servers that a pod can reach, the last search list and the options', () => {
  const text =
    '# made by hand\nnameserver 127.0.0.53\nnameserver 10.0.0.2 ; first\nsearch a.example\nsearch b.example c.example\noptions ndots:2 edns0\n'
  expect(parseResolvConf(text)).toEqual({
    servers: ['10.0.0.2'],
    searches: ['b.example', 'c.example'],
    options: ['ndots:2', 'edns0'],
  })
})

it('is empty where there is no file', () => {
  expect(readResolvConf('/no/such/file')).toEqual({ servers: [], searches: [], options: [] })
})
