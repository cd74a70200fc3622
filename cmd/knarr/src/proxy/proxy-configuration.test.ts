import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { flagsOfConfiguration } from './proxy-configuration.ts'
import { parseProxyOptions } from './proxy-options.ts'

const head = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n'

/** As kubeadm writes it. */
const kubeadm = `${head}bindAddress: 0.0.0.0
bindAddressHardFail: false
clientConnection: { acceptContentTypes: "", burst: 0, contentType: "", kubeconfig: /var/lib/kube-proxy/kubeconfig.conf, qps: 0 }
clusterCIDR: 10.244.0.0/16,fd00:10::/56
configSyncPeriod: 0s
conntrack: { maxPerCore: null, min: null, tcpBeLiberal: false, tcpCloseWaitTimeout: null, tcpEstablishedTimeout: 2h, udpStreamTimeout: 0s, udpTimeout: 0s }
detectLocal: { bridgeInterface: "", interfaceNamePrefix: "" }
detectLocalMode: ""
enableProfiling: false
healthzBindAddress: ""
hostnameOverride: ""
iptables: { localhostNodePorts: null, masqueradeAll: false, masqueradeBit: null, minSyncPeriod: 0s, syncPeriod: 0s }
ipvs: { excludeCIDRs: null, minSyncPeriod: 0s, scheduler: "", strictARP: true, syncPeriod: 0s, tcpFinTimeout: 0s, tcpTimeout: 0s, udpTimeout: 0s }
logging: { flushFrequency: 0, options: { json: { infoBufferSize: "0" } }, verbosity: 0 }
metricsBindAddress: ""
mode: iptables
nftables: { masqueradeAll: true, masqueradeBit: null, minSyncPeriod: 0s, syncPeriod: 0s }
nodePortAddresses: null
oomScoreAdj: null
portRange: ""
showHiddenMetricsForVersion: ""
winkernel: { enableDSR: false }
`

describe('a KubeProxyConfiguration', () => {
  const directory = mkdtempSync(join(tmpdir(), 'knarr-proxy-'))
  const file = join(directory, 'config.yaml')
  afterAll(() => rmSync(directory, { recursive: true }))

  it('is read in place of flags, but for those of the node', () => {
    writeFileSync(file, kubeadm)
    const options = parseProxyOptions([
      ...[`--config=${file}`, '--proxy-mode=ipvs', '--masquerade-all', '--hostname-override=worker'],
    ])
    expect(options).toMatchObject({
      ...{
        kubeconfig: '/var/lib/kube-proxy/kubeconfig.conf',
        hostnameOverride: 'worker',
        masqueradeAll: false,
      },
      clusterCidrs: ['10.244.0.0/16', 'fd00:10::/56'],
      choice: { mode: 'iptables', ipvs: { scheduler: 'rr', strictArp: true, syncPeriodMs: 30_000 } },
      conntrack: { tcpEstablishedMs: 7_200_000, tcpCloseWaitMs: 3_600_000, maxPerCore: 32_768 },
      health: { host: '0.0.0.0', port: 10_256 },
    })
  })

  it('takes the masquerade settings of its mode', () => {
    const both = 'iptables: { masqueradeBit: 3 }\nnftables: { masqueradeBit: 4, masqueradeAll: true }\n'
    expect(flagsOfConfiguration(`${head}mode: nftables\n${both}`)).toMatchObject({
      ...{ 'iptables-masquerade-bit': 4, 'masquerade-all': true },
    })
    expect(flagsOfConfiguration(`${head}mode: iptables\n${both}`)).toMatchObject({
      'iptables-masquerade-bit': 3,
    })
  })

  it.each([
    ['kind: Config\n', 'no kind "Config" is registered for version ""'],
    [`${head}modes: ipvs\n`, 'strict decoding error: unknown field "modes"'],
    [`${head}ipvs: { schedule: rr }\n`, 'unknown field "ipvs.schedule"'],
    ['a: [', 'not valid YAML'],
  ])('is refused: %s', (text, message) => {
    expect(() => flagsOfConfiguration(text)).toThrow(message)
  })
})
