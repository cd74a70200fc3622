import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { zonesOf } from '../../corefile/zone-address.ts'
import { argumentsOf, durationOf, numberOf, readOptions } from '../../plugin-options.ts'
import type { UpstreamAddress } from './upstream.ts'

export interface ForwardOptions {
  readonly zones: readonly string[]
  upstreams: readonly UpstreamAddress[]
  except: readonly string[]
  policy: 'random' | 'round_robin' | 'sequential'
  maxFails: number
  healthCheckMs: number
  healthCheckDomain: string
  isHealthCheckRecursive: boolean
  maxConcurrent: number
  readTimeoutMs: number
  transport: 'client' | 'tcp' | 'udp'
  nextRcodes: ReadonlySet<string>
  failsFast: boolean
}

const maxUpstreams = 15

/** Reads `forward FROM TO...` and its block. @throws CorefileError */
export function forwardOptions(directive: Directive, root: string): ForwardOptions {
  const [from, ...to] = directive.arguments
  if (from === undefined || to.length === 0) throw wrongArguments(directive)
  let tlsServerName: string | undefined
  const options: ForwardOptions = {
    zones: zonesOf(from, directive),
    upstreams: to.flatMap((text) => upstreamsOf(text, directive, root)),
    ...{ except: [], policy: 'random', maxFails: 2, healthCheckMs: 500, healthCheckDomain: '.' },
    ...{ isHealthCheckRecursive: true, maxConcurrent: 0, readTimeoutMs: 2000, transport: 'client' },
    ...{ nextRcodes: new Set<string>(), failsFast: false },
  }
  readOptions(directive, {
    ...readersFor(options),
    tls_servername: (line) => {
      tlsServerName = argumentsOf(line, 1)[0]
    },
  })
  if (options.upstreams.length > maxUpstreams) {
    throw new CorefileError(
      directive,
      `more than ${maxUpstreams} TOs configured: ${options.upstreams.length}`,
    )
  }
  if (tlsServerName !== undefined)
    options.upstreams = options.upstreams.map((one) => ({ ...one, tlsServerName }))
  return options
}

function readersFor(options: ForwardOptions): Record<string, (line: Directive) => void> {
  const ignored = (line: Directive): void => void argumentsOf(line, 0, 3)
  return {
    except: (line) => {
      options.except = [
        ...options.except,
        ...argumentsOf(line, 1, 1000).flatMap((zone) => zonesOf(zone, line)),
      ]
    },
    policy: (line) => {
      const [policy] = argumentsOf(line, 1)
      if (policy !== 'random' && policy !== 'round_robin' && policy !== 'sequential') {
        throw new CorefileError(line, `unknown policy '${policy}'`)
      }
      options.policy = policy
    },
    max_fails: (line) => {
      options.maxFails = numberOf(line, argumentsOf(line, 1)[0], [0, 1e9])
    },
    health_check: (line) => {
      const [period, ...rest] = argumentsOf(line, 1, 4)
      options.healthCheckMs = durationOf(line, period)
      options.isHealthCheckRecursive = !rest.includes('no_rec')
      const domain = rest.indexOf('domain')
      if (domain >= 0) options.healthCheckDomain = zonesOf(rest[domain + 1] ?? '.', line)[0] ?? '.'
    },
    max_concurrent: (line) => {
      options.maxConcurrent = numberOf(line, argumentsOf(line, 1)[0], [0, 1e9])
    },
    read_timeout: (line) => {
      options.readTimeoutMs = durationOf(line, argumentsOf(line, 1)[0])
    },
    force_tcp: (line) => {
      argumentsOf(line, 0)
      options.transport = 'tcp'
    },
    prefer_udp: (line) => {
      argumentsOf(line, 0)
      options.transport = 'udp'
    },
    next: (line) => {
      options.nextRcodes = new Set(argumentsOf(line, 1, 20).map((rcode) => rcode.toUpperCase()))
    },
    failfast_all_unhealthy_upstreams: (line) => {
      argumentsOf(line, 0)
      options.failsFast = true
    },
    // Connections are made for each query over TCP, so that there is none to keep or to let go.
    ...{ expire: ignored, max_idle_conns: ignored, max_connect_attempts: ignored },
  }
}

/** An address, `tls://ADDRESS`, or the name servers of a resolv.conf. */
function upstreamsOf(text: string, directive: Directive, root: string): UpstreamAddress[] {
  const isTls = text.startsWith('tls://')
  const address = text.replace(/^(tls|dns):\/\//, '')
  const { host, port } = hostAndPort(address)
  if (isIP(host)) return [{ host, port: port ?? (isTls ? 853 : 53), isTls }]
  try {
    return nameServersOf(readFileSync(resolve(root, address), 'utf8')).map((server) => ({
      ...{ host: server, port: 53, isTls: false },
    }))
  } catch {
    throw new CorefileError(directive, `not an IP address or file: "${text}"`)
  }
}

function hostAndPort(text: string): { host: string; port: number | undefined } {
  if (isIP(text)) return { host: text, port: undefined }
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  return { host: bracketed ?? plain ?? '', port: port === undefined ? undefined : Number(port) }
}

function nameServersOf(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^nameserver\s+(\S+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((ip) => isIP(ip) !== 0)
}
