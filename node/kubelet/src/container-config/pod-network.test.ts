import type { Pod } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { dnsOf, hostnameOf, hostsFile, kernelHostnameOf, portMappingsOf } from './pod-network.ts'

const node = { servers: ['192.0.2.1'], searches: ['lan'], options: ['rotate'] }
const settings = { clusterServers: ['10.96.0.10'], clusterDomain: 'cluster.local', node }
const cluster = {
  servers: ['10.96.0.10'],
  searches: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'lan'],
  options: ['ndots:5'],
}

function podOf(spec: object, name = 'web'): Pod {
  return { metadata: { name, namespace: 'shop' }, spec: { containers: [], ...spec } } as unknown as Pod
}

describe('dnsOf', () => {
  it.each([
    [{}, cluster],
    [{ dnsPolicy: 'ClusterFirst' }, cluster],
    [{ dnsPolicy: 'ClusterFirst', hostNetwork: true }, node],
    [{ dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true }, cluster],
    [{ dnsPolicy: 'Default' }, node],
    [{ dnsPolicy: 'None' }, { servers: [], searches: [], options: [] }],
  ])('of %j', (spec, expected) => {
    expect(dnsOf(podOf(spec), settings)).toEqual(expected)
  })

  it('is the node’s where the cluster has no DNS', () => {
    expect(dnsOf(podOf({}), { ...settings, clusterServers: [] })).toEqual(node)
  })

  it('adds dnsConfig, its options replacing those of the same name', () => {
    const dnsConfig = {
      nameservers: ['1.1.1.1', '10.96.0.10'],
      searches: ['corp', 'lan'],
      options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
    }
    expect(dnsOf(podOf({ dnsConfig }), settings)).toEqual({
      servers: ['10.96.0.10', '1.1.1.1'],
      searches: [...cluster.searches, 'corp'],
      options: ['ndots:2', 'edns0'],
    })
  })

  it('keeps three servers', () => {
    const nameservers = ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']
    const { servers } = dnsOf(podOf({ dnsPolicy: 'None', dnsConfig: { nameservers } }), settings)
    expect(servers).toEqual(nameservers.slice(0, 3))
  })
})

describe('hostnameOf', () => {
  it.each([
    [{}, 'web', 'web'],
    [{ hostname: 'db' }, 'web', 'db'],
    [{ hostNetwork: true }, 'web', ''],
    [{}, 'a'.repeat(70), 'a'.repeat(63)],
    [{}, `${'a'.repeat(61)}-.${'b'.repeat(9)}`, 'a'.repeat(61)],
  ])('of %j named %s', (spec, name, expected) => {
    expect(hostnameOf(podOf(spec, name))).toBe(expected)
  })
})

describe('kernelHostnameOf', () => {
  const spec = { hostname: 'db', subdomain: 'sql', setHostnameAsFQDN: true }

  it('is the whole name where that is asked for', () => {
    expect(kernelHostnameOf(podOf(spec), 'cluster.local')).toBe('db.sql.shop.svc.cluster.local')
    expect(kernelHostnameOf(podOf({ ...spec, setHostnameAsFQDN: false }), 'cluster.local')).toBe('db')
    expect(kernelHostnameOf(podOf({ ...spec, subdomain: undefined }), 'cluster.local')).toBe('db')
  })

  it('refuses what the kernel would', () => {
    const pod = podOf({ ...spec, hostname: 'x'.repeat(63) })
    expect(() => kernelHostnameOf(pod, 'cluster.local')).toThrow(
      'is too long (64 characters is the max, 90 characters requested)',
    )
  })
})

describe('hostsFile', () => {
  const head = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`

  it('names the pod at each of its addresses', () => {
    expect(hostsFile(podOf({}), ['10.1.0.7', 'fd00::7'], 'cluster.local')).toBe(
      `${head}10.1.0.7\tweb\nfd00::7\tweb\n`,
    )
  })

  it('has the name in the subdomain and the aliases', () => {
    const hostAliases = [
      { ip: '1.2.3.4', hostnames: ['a', 'b'] },
      { ip: '::2', hostnames: ['c'] },
    ]
    const pod = podOf({ hostname: 'db', subdomain: 'sql', hostAliases })
    expect(hostsFile(pod, ['10.1.0.7'], 'cluster.local')).toBe(
      `${head}10.1.0.7\tdb.sql.shop.svc.cluster.local\tdb\n\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n::2\tc\n`,
    )
  })
})

describe('portMappingsOf', () => {
  it('maps host ports of every container', () => {
    const spec = {
      containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }] }],
      initContainers: [
        { name: 's', ports: [{ containerPort: 53, hostPort: 53, protocol: 'UDP', hostIP: '127.0.0.1' }] },
      ],
    }
    expect(portMappingsOf(podOf(spec))).toEqual([
      { protocol: 'TCP', containerPort: 80, hostPort: 8080, hostIp: '' },
      { protocol: 'UDP', containerPort: 53, hostPort: 53, hostIp: '127.0.0.1' },
    ])
  })
})
