import { describe, expect, it } from 'vitest'
import { parseCorefile } from '../corefile/parse-corefile.ts'
import { defaultCorefile } from './default-corefile.ts'
import { translateKubeDns } from './kube-dns-config.ts'

describe('translateKubeDns', () => {
  it('makes the usual Corefile of an empty ConfigMap', () => {
    expect(translateKubeDns({}, 'cluster.local')).toEqual({
      corefile: defaultCorefile('cluster.local'),
      warnings: [],
    })
  })

  it('makes blocks of stub domains and forwards to the upstream name servers', () => {
    const { corefile, warnings } = translateKubeDns(
      {
        stubDomains: '{"acme.local": ["1.2.3.4", "1.2.3.5:5353"], "my.cluster.local": ["2.3.4.5"]}',
        upstreamNameservers: '["8.8.8.8", "8.8.4.4"]',
      },
      'cluster.local',
    )
    const blocks = parseCorefile({ text: corefile, file: 'Corefile' }).map(({ keys, directives }) => ({
      zone: keys[0],
      plugins: directives.map(({ name }) => name),
      forward: directives.find(({ name }) => name === 'forward')?.arguments,
    }))
    expect(blocks).toMatchObject([
      { zone: '.:53', forward: ['.', '8.8.8.8', '8.8.4.4'] },
      {
        ...{ zone: 'acme.local:53', plugins: ['errors', 'cache', 'loop', 'forward'] },
        forward: ['.', '1.2.3.4', '1.2.3.5:5353'],
      },
      { zone: 'my.cluster.local:53', forward: ['.', '2.3.4.5'] },
    ])
    expect(warnings).toEqual([])
  })

  it('leaves out names of hosts, and blocks without an address', () => {
    const { corefile, warnings } = translateKubeDns(
      { stubDomains: '{"acme.local": ["ns.acme"]}', upstreamNameservers: '["dns.google", "8.8.8.8"]' },
      'cluster.local',
    )
    expect(corefile).toContain('forward . 8.8.8.8 {')
    expect(corefile).not.toContain('acme')
    expect(warnings).toEqual([
      'upstreamNameservers: "dns.google" is no address and was left out',
      'stubDomains: acme.local: "ns.acme" is no address and was left out',
    ])
  })

  it('makes a directive of federations', () => {
    const federations = '{"prod": "prod.example.com", "dev": "dev.example.com"}'
    const { corefile, warnings } = translateKubeDns({ federations }, 'cluster.local')
    const [block] = parseCorefile({ text: corefile, file: 'Corefile' })
    expect(block?.directives.find(({ name }) => name === 'federation')).toMatchObject({
      arguments: ['cluster.local'],
      body: [
        { name: 'prod', arguments: ['prod.example.com'] },
        { name: 'dev', arguments: ['dev.example.com'] },
      ],
    })
    expect(warnings).toEqual([])
  })

  it.each([
    [{ stubDomains: '{' }, /^failed to parse JSON from kube-dns ConfigMap: stubDomains: /],
    [{ stubDomains: '[]' }, /it is no map$/],
    [{ stubDomains: '{"a": "1.1.1.1"}' }, /its values are no lists of strings$/],
    [{ federations: '{"a": 1}' }, /it is no map of strings$/],
    [{ upstreamNameservers: '"1.1.1.1"' }, /it is no list of strings$/],
  ])('refuses %j', (data, message) => {
    expect(() => translateKubeDns(data as Record<string, string>, 'cluster.local')).toThrow(message)
  })
})
