import { expect, it } from 'vitest'
import { configurationOf } from './configuration-of.ts'
import { flagsOfConfiguration } from './proxy-configuration.ts'
import { type ProxyCommandOptions, parseProxyOptions } from './proxy-options.ts'

const parse = (...args: string[]): ProxyCommandOptions => parseProxyOptions(args) as ProxyCommandOptions

it.each([
  [[]],
  [['--proxy-mode=ipvs', '--ipvs-scheduler=sh', '--ipvs-exclude-cidrs=10.0.0.0/8', '--ipvs-strict-arp']],
  [['--proxy-mode=iptables', '--masquerade-all', '--cluster-cidr=10.0.0.0/8,fd00::/8', '--metrics-port=0']],
  [['--detect-local-mode=NodeCIDR', '--oom-score-adj=5']],
  [['--healthz-bind-address=[::1]:99', '--nodeport-addresses=10.0.0.0/8', '--conntrack-min=7']],
])('a configuration with what %j say says the same', (args) => {
  const options = parse(...args)
  const configuration = configurationOf(options, options.choice.mode)
  const flags = Object.entries(flagsOfConfiguration(JSON.stringify(configuration)))
  const said = flags.map(([name, value]) => `--${name}=${Array.isArray(value) ? value.join(',') : value}`)
  // An address that is empty is as good as unset, which is the default.
  const ports = options.metrics ? [] : ['--metrics-port=0']
  expect(parse(...said, ...ports)).toEqual(options)
})

it('an address of the API server replaces the one of the kubeconfig', () => {
  expect(parse('--master=https://10.0.0.1:6443')).toMatchObject({ master: 'https://10.0.0.1:6443' })
})

it.each(['--cleanup', '--cleanup-ipvs', '--cleanup-iptables'])('%s cleans up', (flag) => {
  expect(parse(flag).cleanup).toBe(true)
})

it('refuses an OOM score that the kernel has not', () => {
  expect(() => parse('--oom-score-adj=1001')).toThrow('must be within the range [-1000, 1000]')
})
