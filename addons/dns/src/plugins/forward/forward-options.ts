import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { zonesOf } from '../../corefile/zone-address.ts'
import { rcodeNumber } from '../../message/codes.ts'
import { argumentsOf, durationOf, hostAndPort, numberOf, readOptions } from '../../plugin-options.ts'
import type { UpstreamAddress } from './stream-connections.ts'

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
  nextOnNodata: boolean
  /** Answers to ask the next server after. */
  failoverRcodes: ReadonlySet<string>
  failsFast: boolean
  expireMs: number
  maxIdle: number
  /** How often a query is tried at all; 0 for as long as there is time. */
  maxConnectAttempts: number
}

const maxUpstreams = 15

/** Reads `forward FROM TO...` and its block. @throws CorefileError */
export function forwardOptions(directive: Directive, root: string): ForwardOptions {
  const [from, ...to] = directive.arguments
  if (from === undefined || to.length === 0) throw wrongArguments(directive)
  let tlsServerName: string | undefined
  let secureContext: SecureContext | undefined
  const options: ForwardOptions = {
    zones: zonesOf(from, directive),
    upstreams: to.flatMap((text) => upstreamsOf(text, directive, root)),
    ...{ except: [], policy: 'random', maxFails: 2, healthCheckMs: 500, healthCheckDomain: '.' },
    ...{ isHealthCheckRecursive: true, maxConcurrent: 0, readTimeoutMs: 2000, transport: 'client' },
    ...{
      nextRcodes: new Set<string>(),
      failoverRcodes: new Set<string>(),
      nextOnNodata: false,
      failsFast: false,
      expireMs: 10_000,
      maxIdle: 0,
    },
    maxConnectAttempts: 2 * to.length,
  }
  readOptions(directive, {
    ...readersFor(options),
    tls_servername: (line) => {
      tlsServerName = argumentsOf(line, 1)[0]
    },
    tls: (line) => {
      secureContext = clientContext(line, root)
    },
  })
  if (options.upstreams.length > maxUpstreams) {
    throw new CorefileError(
      directive,
      `more than ${maxUpstreams} TOs configured: ${options.upstreams.length}`,
    )
  }
  options.upstreams = options.upstreams.map((one) => ({
    ...one,
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(secureContext ? { secureContext } : {}),
  }))
  return options
}

function readersFor(options: ForwardOptions): Record<string, (line: Directive) => void> {
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
    next_on_nodata: (line) => {
      argumentsOf(line, 0)
      options.nextOnNodata = true
    },
    failover: (line) => {
      options.failoverRcodes = new Set(argumentsOf(line, 1, 20).map((rcode) => failoverRcode(line, rcode)))
    },
    failfast_all_unhealthy_upstreams: (line) => {
      argumentsOf(line, 0)
      options.failsFast = true
    },
    expire: (line) => {
      options.expireMs = durationOf(line, argumentsOf(line, 1)[0])
    },
    max_idle_conns: (line) => {
      options.maxIdle = numberOf(line, argumentsOf(line, 1)[0], [0, 1e9])
    },
    max_connect_attempts: (line) => {
      options.maxConnectAttempts = numberOf(line, argumentsOf(line, 1)[0], [0, 1e9])
    },
  }
}

function failoverRcode(line: Directive, text: string): string {
  const rcode = text.toUpperCase()
  if (rcodeNumber(rcode) === undefined) throw new CorefileError(line, `${text} is not a valid rcode`)
  if (rcode === 'NOERROR') throw new CorefileError(line, 'NoError cannot be used in failover')
  return rcode
}

/** `tls`, `tls CA`, `tls CERT KEY` or `tls CERT KEY CA`. */
function clientContext(line: Directive, root: string): SecureContext {
  const files = argumentsOf(line, 0, 3).map((file) => resolve(root, file))
  const [ca, cert, key] = files.length === 1 ? [files[0]] : [files[2], files[0], files[1]]
  const read = (file: string | undefined): Buffer | undefined =>
    file === undefined ? undefined : readFileSync(file)
  try {
    return createSecureContext({ ca: read(ca), cert: read(cert), key: read(key) })
  } catch (cause) {
    throw new CorefileError(line, (cause as Error).message)
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

function nameServersOf(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^nameserver\s+(\S+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((ip) => isIP(ip) !== 0)
}
