import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { VirtualClock } from '@knarr/machinery'
import { type Runtime, RuntimeError } from '@knarr/rpc'
import { afterEach, describe, expect, it } from 'vitest'
import { execResult } from '../testing/container-script.ts'
import { type ProbeTarget, runProbe } from './run-probe.ts'

const clock = new VirtualClock()
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

const target = (execSync?: Runtime['execSync'], port = 0): ProbeTarget => ({
  ...{ containerId: 'id', podIp: '127.0.0.1', clock, runtime: { execSync } as Runtime },
  container: { name: 'c', ports: [{ name: 'web', containerPort: port }] },
})

describe('runProbe over HTTP', () => {
  it.each([
    [200, true, ''],
    [399, true, ''],
    [400, false, 'HTTP probe failed with statuscode: 400'],
    [503, false, 'HTTP probe failed with statuscode: 503'],
  ])('judges %i', async (status, isSuccess, output) => {
    const port = await listen(createHttpServer((_, answer) => answer.writeHead(status).end()))
    expect(await runProbe({ httpGet: { port: 'web' } }, target(undefined, port))).toEqual({
      isSuccess,
      output,
    })
  })

  it('warns of a redirect that it did not follow', async () => {
    const headers = { location: 'https://example.com/' }
    const port = await listen(createHttpServer((_, answer) => answer.writeHead(302, headers).end()))
    expect(await runProbe({ httpGet: { port } }, target())).toEqual({
      ...{ isSuccess: true, output: '', warning: 'Probe terminated redirects' },
    })
  })

  it('fails where nobody listens', async () => {
    const port = await closedPort()
    expect(await runProbe({ httpGet: { port, path: '/healthz' } }, target())).toEqual({
      isSuccess: false,
      output: `Get "http://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`,
    })
  })

  it('has no verdict about a port that the container does not name', async () => {
    await expect(runProbe({ httpGet: { port: 'other' } }, target())).rejects.toThrow(
      'couldn\'t find port "other"',
    )
  })
})

describe('runProbe over TCP', () => {
  it('succeeds where somebody listens', async () => {
    const port = await listen(createServer((socket) => socket.end()))
    expect(await runProbe({ tcpSocket: { port } }, target())).toEqual({ isSuccess: true, output: '' })
  })

  it('fails where nobody does', async () => {
    const port = await closedPort()
    const output = `dial tcp 127.0.0.1:${port}: connect: connection refused`
    expect(await runProbe({ tcpSocket: { port } }, target())).toEqual({ isSuccess: false, output })
  })
})

describe('runProbe over gRPC', () => {
  it('fails where nobody listens', async () => {
    const port = await closedPort()
    const { isSuccess, output } = await runProbe({ grpc: { port } }, target())
    expect([isSuccess, output]).toEqual([false, expect.stringContaining('connect: connection refused')])
    expect(clock.armed).toBe(0)
  })
})

describe('runProbe with a command', () => {
  const exec = { exec: { command: ['check', '-a'] }, timeoutSeconds: 3 }

  it.each([
    [0, true],
    [1, false],
  ])('judges exit code %i', async (code, isSuccess) => {
    const seen: unknown[] = []
    const execSync: Runtime['execSync'] = async (...call) => {
      seen.push(call)
      return execResult(code, 'out', 'err')
    }
    expect(await runProbe(exec, target(execSync))).toEqual({ isSuccess, output: 'outerr' })
    expect(seen).toEqual([['id', ['check', '-a'], 3000]])
  })

  it('takes what takes too long for a failure, and what cannot be run for no verdict', async () => {
    const late = target(() => Promise.reject(new RuntimeError('DeadlineExceeded', 'late')))
    expect(await runProbe(exec, late)).toEqual({
      isSuccess: false,
      output: 'command timed out: "check -a" timed out after 3s',
    })
    const broken = target(() => Promise.reject(new RuntimeError('Unknown', 'no such container')))
    await expect(runProbe(exec, broken)).rejects.toThrow('no such container')
  })

  it('tells of no more than 10 KiB of output', async () => {
    const { output } = await runProbe(
      exec,
      target(async () => execResult(1, 'x'.repeat(20_000))),
    )
    expect(output).toHaveLength(10 * 1024)
  })
})
