import { createConnection } from 'node:net'
import type { Container, Probe } from '@knarr/api/core/v1'
import type { Clock } from '@knarr/machinery'
import { type Runtime, RuntimeError } from '@knarr/rpc'
import { dialError, hostPort } from './dial-error.ts'
import { checkGrpcHealth } from './grpc-health.ts'
import { type HttpAnswer, httpGet, portOf } from './http-get-action.ts'

export interface ProbeTarget {
  readonly containerId: string
  readonly container: Container
  readonly podIp: string
  readonly runtime: Runtime
  readonly clock: Clock
}

/** A probe's verdict; `output` is what the event tells of a failure. */
export interface ProbeResult {
  readonly isSuccess: boolean
  readonly output: string
  /** Told though the probe succeeded. */
  readonly warning?: string
}

const maxOutputBytes = 10 * 1024

/** Probes once, within the probe's own timeout. @throws Error when no verdict could be had */
export async function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000
  if (probe.exec) return await execProbe(probe.exec.command ?? [], target, timeoutMs)
  if (probe.httpGet) return await httpProbe(probe.httpGet, target, timeoutMs)
  if (probe.tcpSocket) {
    const port = portOf(probe.tcpSocket.port, target.container)
    return await tcpProbe(probe.tcpSocket.host || target.podIp, port, { clock: target.clock, timeoutMs })
  }
  if (probe.grpc) {
    const { port, service = '' } = probe.grpc
    return await verdict(
      checkGrpcHealth({ host: target.podIp, port, service, clock: target.clock, timeoutMs }),
    )
  }
  throw new Error('missing probe handler')
}

async function verdict(check: Promise<unknown>): Promise<ProbeResult> {
  try {
    await check
    return { isSuccess: true, output: '' }
  } catch (error) {
    return { isSuccess: false, output: error instanceof Error ? error.message : String(error) }
  }
}

async function execProbe(
  command: readonly string[],
  { runtime, containerId }: ProbeTarget,
  timeoutMs: number,
): Promise<ProbeResult> {
  try {
    const { exitCode, stdout, stderr } = await runtime.execSync(containerId, command, timeoutMs)
    const output = Buffer.concat([stdout, stderr]).subarray(0, maxOutputBytes).toString('utf8')
    return { isSuccess: exitCode === 0, output }
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'DeadlineExceeded') {
      return {
        isSuccess: false,
        output: `command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s`,
      }
    }
    throw error
  }
}

async function httpProbe(
  action: NonNullable<Probe['httpGet']>,
  { container, podIp, clock }: ProbeTarget,
  timeoutMs: number,
): Promise<ProbeResult> {
  const port = portOf(action.port, container)
  let answer: HttpAnswer
  try {
    answer = await httpGet({ ...action, port }, { container, podIp, clock, timeoutMs })
  } catch (error) {
    return { isSuccess: false, output: error instanceof Error ? error.message : String(error) }
  }
  const { status, leadsElsewhere, bodyProblem } = answer
  if (bodyProblem) throw new Error(bodyProblem)
  if (status < 200 || status >= 400)
    return { isSuccess: false, output: `HTTP probe failed with statuscode: ${status}` }
  const warning = leadsElsewhere ? { warning: 'Probe terminated redirects' } : {}
  return { isSuccess: true, output: '', ...warning }
}

function tcpProbe(
  host: string,
  port: number,
  { clock, timeoutMs }: { clock: Clock; timeoutMs: number },
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port })
    const finish = (result: ProbeResult): void => {
      timer.cancel()
      socket.destroy()
      resolve(result)
    }
    const timer = clock.after(timeoutMs, () =>
      finish({ isSuccess: false, output: `dial tcp ${hostPort(host, port)}: i/o timeout` }),
    )
    socket.once('connect', () => finish({ isSuccess: true, output: '' }))
    // Every error needs a listener, also those that come after the first.
    socket.on('error', (error) => finish({ isSuccess: false, output: dialError(error, host, port) }))
  })
}
