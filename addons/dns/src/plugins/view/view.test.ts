import { describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { startForTest } from '../../testing/start-server.ts'

const block = (address: string, view: string): string =>
  `. {\n${view}\n hosts /nowhere {\n ${address} a.example.org\n fallthrough\n }\n}\n`

const when = (name: string, ...expressions: string[]): string =>
  `view ${name} {\n${expressions.map((one) => ` expr ${one}\n`).join('')}}`

describe('views', () => {
  it.each([
    ["incidr(client_ip(), '127.0.0.0/8')", '1.1.1.1'],
    ["incidr(client_ip(), '10.0.0.0/8')", '2.2.2.2'],
    ["incidr(client_ip(), 'nonsense')", '2.2.2.2'],
    ["type() == 'A' && proto() == 'udp' && name() endsWith 'example.org.'", '1.1.1.1'],
    ["type() in ['AAAA', 'MX']", '2.2.2.2'],
    ["name() matches '^a\\\\..*' and not do() and bufsize() == 512", '1.1.1.1'],
    ["class() == 'IN' && opcode() == 0 && size() > 20 && id() >= 0", '1.1.1.1'],
    ["int(port()) > 0 && server_port() == '0' && server_ip() == '0.0.0.0'", '1.1.1.1'],
    ["metadata('view/name') == ''", '1.1.1.1'],
    ['size()', '2.2.2.2'],
  ])('%s is answered with %s', async (expression, address) => {
    const { port } = await startForTest(block('1.1.1.1', when('first', expression)) + block('2.2.2.2', ''))
    expect(short((await ask('a.example.org.', 'A', { port })).answers)).toEqual([
      `a.example.org. A ${address}`,
    ])
    // Nothing is repeated to whom it may not be for.
    expect(short((await ask('a.example.org.', 'A', { port })).answers)).toEqual([
      `a.example.org. A ${address}`,
    ])
  })

  it('answer what all of their expressions are true of, and are counted by name', async () => {
    const { port, metrics } = await startForTest(
      block('1.1.1.1', when('no', 'true', 'false')) +
        block(
          '2.2.2.2',
          `${when('yes', "metadata('view/name') == 'yes'")}\n metadata\n prometheus 127.0.0.1:0`,
        ),
    )
    expect(short((await ask('a.example.org.', 'A', { port })).answers)).toEqual(['a.example.org. A 2.2.2.2'])
    expect(metrics.text()).toMatch(/coredns_plugin_enabled\{.*view="yes",name="hosts"\} 1/)
    expect(metrics.text()).toMatch(/coredns_dns_responses_total\{.*view="yes".*\} 1/)
  })

  it('leave what none of them is for', async () => {
    const { port } = await startForTest(block('1.1.1.1', when('no', 'false')))
    expect(await ask('a.example.org.', 'A', { port })).toMatchObject({ rcode: 'REFUSED' })
  })

  it.each([
    [block('1.1.1.1', '') + block('2.2.2.2', ''), 'it is already defined'],
    [block('1.1.1.1', '') + block('2.2.2.2', when('late', 'true')), 'it is already defined'],
    [block('1.1.1.1', when('a', 'nobody()')), 'Corefile:3 - Error during parsing: unknown name nobody (1:1)'],
    [block('1.1.1.1', 'view'), "Wrong argument count or unexpected line ending after 'view'"],
  ])('are refused in %j', async (corefile, message) => {
    await expect(startForTest(corefile)).rejects.toThrow(message)
  })
})

describe('several sockets', () => {
  it('listen at one address, and answer alike', async () => {
    const { port } = await startForTest(block('1.1.1.1', 'multisocket 4'))
    for (let turn = 0; turn < 20; turn++)
      for (const protocol of ['udp', 'tcp'] as const)
        expect((await ask('a.example.org.', 'A', { port, protocol })).answers).toHaveLength(1)
  })

  it.each([
    ['0', 'num sockets can not be zero or negative: 0'],
    ['1025', 'num sockets exceeds maximum (1024): 1025'],
    ['x', 'invalid num sockets: strconv.Atoi: parsing "x": invalid syntax'],
  ])('cannot be %s', async (count, message) => {
    await expect(startForTest(block('1.1.1.1', `multisocket ${count}`))).rejects.toThrow(message)
  })
})
