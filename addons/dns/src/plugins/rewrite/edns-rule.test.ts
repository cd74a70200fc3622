import { createSocket } from 'node:dgram'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../message/decode-message.ts'
import { encodeMessage } from '../../message/encode-message.ts'
import { ask } from '../../testing/ask.ts'
import { startForTest, startServer } from '../../testing/start-server.ts'

/** The options that came to an upstream, in hexadecimal by code, of a query with those given. */
async function optionsSent(
  lines: string,
  sent: readonly { code: number; data: Uint8Array }[] = [],
): Promise<Record<number, string>> {
  const upstream = createSocket('udp4')
  const options: Record<number, string> = {}
  upstream.on('message', (bytes, { port }) => {
    const request = decodeMessage(bytes)
    for (const { code, data } of request.edns?.options ?? [])
      options[code] = Buffer.from(data).toString('hex')
    upstream.send(encodeMessage({ ...request, isResponse: true }), port, '127.0.0.1')
  })
  await new Promise<void>((resolve) => upstream.bind(0, '127.0.0.1', resolve))
  try {
    const test = await startForTest(`. {\n ${lines}\n forward . 127.0.0.1:${upstream.address().port}\n}`)
    const edns = { udpSize: 1232, version: 0, dnssecOk: false, options: sent }
    await ask('a.example.org.', 'A', { ...test, edns })
    return options
  } finally {
    upstream.close()
  }
}

const abcd = { code: 0xffee, data: Buffer.from('abcd') }

describe('rewrite edns0', () => {
  it.each<[string, Record<number, string>]>([
    ['local set 0xffee 0x61626364', { 65518: '61626364' }],
    ['local append 65518 abcd', { 65518: '61626364' }],
    ['local replace 0xffee abcd', {}],
    ['local set 0xffee {qname}', { 65518: Buffer.from('a.example.org.').toString('hex') }],
    ['local set 0xffee {qtype}', { 65518: '0001' }],
    ['local set 0xffee {client_ip}', { 65518: '7f000001' }],
    ['local set 0xffee {protocol}', { 65518: Buffer.from('udp').toString('hex') }],
    ['local set 0xffee {nobody/knows}', {}],
    ['nsid set', { 3: '' }],
    ['subnet set 20 56', { 8: '000114007f0000' }],
    ['subnet set 32 56 revert', { 8: '000120007f000001' }],
  ])('%s', async (rule, expected) => {
    expect(await optionsSent(`rewrite edns0 ${rule}`)).toEqual(expected)
  })

  it.each<[string, Record<number, string>]>([
    ['local set 0xffee 0x00', { 65518: '00' }],
    ['local replace 0xffee 0x00', { 65518: '00' }],
    ['local append 0xffee 0x00', { 65518: '61626364' }],
    ['local unset 0xffee', {}],
    ['nsid unset', { 65518: '61626364' }],
  ])('%s where the option is there already', async (rule, expected) => {
    expect(await optionsSent(`rewrite edns0 ${rule}`, [abcd])).toEqual(expected)
  })

  it.each([
    ['local', 'too few arguments for an EDNS0 rule'],
    ['local add 0xffee 0x00', 'invalid action: "add"'],
    ['cookie set', 'invalid rule type "cookie"'],
    ['local set 0xffee', 'EDNS0 local rules require three or four args'],
    ['nsid set now', 'EDNS0 NSID rules can accept no more than one arg'],
    ['subnet set 33 56', 'must be a number in range [0, 32]'],
    ['local set 0xffee {nobody}', 'unsupported variable name "{nobody}"'],
    ['local set 65536 abcd', 'invalid syntax'],
    ['local unset 0xffee 0x00', 'local unset action requires exactly two arguments'],
  ])('refuses %j', async (rule, message) => {
    await expect(startServer(`. {\n rewrite edns0 ${rule}\n}`)).rejects.toThrow(message)
  })
})
