import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuthorityAgent } from './authority-agent.ts'

const file = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8')

/** A server whose certificate has no names but `guard.example`, as that of the authority who signed it has none. */
const server = createServer({ cert: file('nameless.crt'), key: file('nameless.key') }, (_, response) =>
  response.end('hello'),
)
const agent = new AuthorityAgent({ keepAlive: true })

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  agent.destroy()
  server.closeAllConnections()
  server.close()
})

const ask = async (ca: string, servername = 'guard.example'): Promise<string> =>
  await new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const sent = request({ host: '127.0.0.1', port, servername, ca, agent }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(text)
    })
    sent.on('error', reject)
    sent.end()
  })

describe('AuthorityAgent', () => {
  it('trusts what a named authority signed, whatever the names', async () => {
    expect(await ask(file('nameless-ca.crt'))).toBe('hello')
    expect(await ask(file('nameless-ca.crt'))).toBe('hello')
  })

  it('trusts no other authority with the same name', async () => {
    await expect(ask(file('other-ca.crt'))).rejects.toThrow('unable to verify the first certificate')
  })

  it('trusts no certificate for another name, nor one that signed itself', async () => {
    await expect(ask(file('nameless-ca.crt'), 'other.example')).rejects.toThrow()
    await expect(ask(file('other-ca.crt'), 'other.example')).rejects.toThrow()
  })
})
