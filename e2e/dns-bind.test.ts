import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { KubeObject } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedInformers } from '../addons/dns/src/testing/fixed-informers.ts'
import { startServer, type TestServer } from '../addons/dns/src/testing/start-server.ts'
import { stopProcess } from './support/stop-process.ts'

const run = promisify(execFile)

const service = (name: string, ip: string, namespace = 'ns'): KubeObject =>
  ({
    metadata: { namespace, name },
    spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  }) as unknown as KubeObject

/** BIND is found by its programs: without them this fails, and says what is missing. */
describe('a BIND secondary of the zone of a cluster', () => {
  const directory = mkdtempSync(join(tmpdir(), 'knarr-bind-'))
  const informers = new FixedInformers()
  const bindPort = 20_000 + (process.pid % 20_000)
  let primary: TestServer
  let named: ReturnType<typeof spawn> | undefined
  let output = ''

  const dig = async (port: number, ...question: string[]): Promise<string[]> => {
    const { stdout } = await run('dig', ['-p', String(port), '@127.0.0.1', '+short', ...question])
    return stdout.trim().split('\n').filter(Boolean)
  }

  beforeAll(async () => {
    for (const name of ['ns', 'kube-system'])
      informers.put('namespaces', { metadata: { name } } as unknown as KubeObject)
    informers.put('services', service('kube-dns', '10.96.0.10', 'kube-system'))
    for (let index = 1; index <= 200; index++)
      informers.put('services', service(`s${index}`, `10.0.0.${index}`))
    primary = await startServer(
      `cluster.local {\n kubernetes\n transfer {\n to * 127.0.0.1:${bindPort}\n }\n}`,
      { informers },
    )
    writeFileSync(
      join(directory, 'named.conf'),
      `options { directory "${directory}"; pid-file none; session-keyfile none; recursion no;
  listen-on port ${bindPort} { 127.0.0.1; }; listen-on-v6 { none; }; dnssec-validation no; };
controls { };
zone "cluster.local" { type secondary; primaries { 127.0.0.1 port ${primary.port}; }; file "copy.zone";
  masterfile-format text; };
`,
    )
    named = spawn('named', ['-g', '-n', '1', '-c', join(directory, 'named.conf')])
    named.stderr?.on('data', (chunk: Buffer) => {
      output += chunk
    })
    await new Promise<void>((resolve, reject) => {
      named?.once('spawn', () => resolve())
      named?.once('error', (cause) =>
        reject(new Error('NOT RUN: named is missing, install bind9', { cause })),
      )
    })
  })
  afterAll(async () => {
    if (named !== undefined) await stopProcess(named)
    await primary?.server.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('copies all of it, and its own checker finds nothing wrong with it', async () => {
    await expect
      .poll(() => dig(bindPort, 's1.ns.svc.cluster.local'), { timeout: 10_000 })
      .toEqual(['10.0.0.1'])
    const questions = [
      ['_http._tcp.s7.ns.svc.cluster.local', 'SRV'],
      ['dns-version.cluster.local', 'TXT'],
      ['cluster.local', 'NS'],
      ['cluster.local', 'SOA'],
      ['ns.dns.cluster.local', 'A'],
    ]
    for (const question of questions) {
      const expected = await dig(primary.port, ...question)
      expect(expected, question.join(' ')).not.toEqual([])
      expect(await dig(bindPort, ...question)).toEqual(expected)
    }
    const file = join(directory, 'copy.zone')
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 10_000 }).toContain('s200')
    const { stdout } = await run('named-checkzone', ['-i', 'local', 'cluster.local', file])
    expect(stdout).toMatch(/OK\s*$/)
  })

  it('is told of a change, and fetches only what changed', async () => {
    informers.put('services', service('s1', '10.9.9.9'))
    informers.put('services', service('fresh', '10.9.9.8'))
    await expect
      .poll(() => dig(bindPort, 's1.ns.svc.cluster.local'), { timeout: 10_000 })
      .toEqual(['10.9.9.9'])
    expect(await dig(bindPort, 'fresh.ns.svc.cluster.local')).toEqual(['10.9.9.8'])
    expect(output).toContain("received notify for zone 'cluster.local'")
    await expect.poll(() => output).toMatch(/Transfer completed: 1 messages, 8 records/)
  })

  it('is itself a primary to copy from', async () => {
    const copy = await startServer(
      `cluster.local {\n secondary {\n transfer from 127.0.0.1:${bindPort}\n }\n}`,
    )
    await expect
      .poll(() => dig(copy.port, 'fresh.ns.svc.cluster.local'), { timeout: 10_000 })
      .toEqual(['10.9.9.8'])
    await copy.server.stop()
  })
})
