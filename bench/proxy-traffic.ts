import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@knarr/component'
import { runCommand } from '@knarr/linux'
import { systemClock } from '@knarr/machinery'
import { IptablesBackend, NftablesBackend } from '@knarr/proxy'
import { nodeRules, topology, trafficService } from './proxy/many-services.ts'
import { closeTrafficNetwork, enterPart, openTrafficNetwork } from './proxy/traffic-network.ts'
import { type Row, report } from './support/report.ts'

const directory = mkdtempSync(join(tmpdir(), 'knarr-traffic-'))
const backendOptions = {
  ...{ ...nodeRules, clock: systemClock, logger: silentLogger, run: runCommand },
  enter: (command: readonly string[]): string[] => enterPart('node', command),
}
const nftables = new NftablesBackend({ ...backendOptions, serviceCidrs: [] })
const iptables = new IptablesBackend({ ...backendOptions, hasLocalhostNodePorts: false })
const children: ChildProcess[] = []

/** Runs until the end of the measurement. */
function start(part: 'node' | 'pod', command: readonly string[]): ChildProcess {
  const [file = '', ...args] = enterPart(part, command)
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(child)
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill()
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** haproxy of one thread, with the sections given. */
function haproxy(name: string, sections: string): string[] {
  const file = join(directory, `${name}.cfg`)
  const timeouts = 'timeout connect 5s\n  timeout client 60s\n  timeout server 60s'
  writeFileSync(file, `global\n  nbthread 1\n  maxconn 4096\ndefaults\n  ${timeouts}\n${sections}\n`)
  return ['haproxy', '-db', '-f', file]
}

/** Resolves once there is an answer. */
async function answers(url: string): Promise<void> {
  const ask = 'for i in $(seq 100); do curl -sf -m 1 -o /dev/null "$0" && exit 0; sleep 0.1; done; exit 1'
  await runCommand(enterPart('client', ['sh', '-c', ask, url]))
}

/** What wrk says of requests for five seconds, over connections that are kept or one for each request. */
async function wrk(url: string, isKept: boolean): Promise<Record<string, number>> {
  const header = isKept ? [] : ['-H', 'Connection: close']
  const command = ['wrk', '-t1', '-c32', '-d5s', '--latency', ...header, url]
  const text = await runCommand(enterPart('client', command))
  const latency = (percent: string): number => {
    const [, value = '', unit = ''] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? []
    return Number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN)
  }
  const kind = isKept ? 'kept' : 'new'
  return {
    [`${kind}: requests/s`]: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    [`${kind}: ms (median)`]: latency('50'),
    [`${kind}: ms (99 %)`]: latency('99'),
  }
}

async function measure(what: string, url: string): Promise<Row> {
  await answers(url)
  return { what, figures: { ...(await wrk(url, true)), ...(await wrk(url, false)) } }
}

async function through(what: string, command: readonly string[], url: string): Promise<Row> {
  const child = start('node', command)
  const row = await measure(what, url)
  await stop(child)
  return row
}

await openTrafficNetwork()
try {
  const web =
    'frontend web\n  mode http\n  bind 10.199.2.2:8080\n  http-request return status 200 content-type text/plain string ok'
  start('pod', haproxy('web', web))
  const rows = [await measure('direct', 'http://10.199.2.2:8080/')]
  const serviceUrl = 'http://10.96.0.1/'
  await nftables.sync(trafficService, topology)
  rows.push(await measure('nftables', serviceUrl))
  await nftables.cleanup()
  await iptables.sync(trafficService, topology)
  rows.push(await measure('iptables', serviceUrl))
  await iptables.cleanup()
  const node = [process.execPath, join(import.meta.dirname, 'proxy', 'serve-userspace.ts')]
  rows.push(await through('userspace', node, serviceUrl))
  const relay = 'listen relay\n  mode tcp\n  bind 10.199.1.1:80\n  server pod 10.199.2.2:8080'
  rows.push(await through('haproxy, as TCP relay', haproxy('relay', relay), 'http://10.199.1.1/'))
  report('proxy-traffic', rows)
} finally {
  for (const child of children) await stop(child)
  await closeTrafficNetwork()
  rmSync(directory, { recursive: true })
}
process.exit(0)
