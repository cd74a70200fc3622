import { constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { type ProcessIdentity, SyscallProgram, signalProcess } from '@knarr/linux'
import type { ExitStatus, StreamOptions, StreamSession } from '@knarr/rpc'
import type { ContainerLog } from '../container/container-log.ts'
import type { ContainerRecord } from '../container/container-record.ts'
import { resizeTerminal, terminalDescriptors } from '../container/terminal-steps.ts'
import type { RuntimeScene } from '../runtime-scene.ts'

export interface AttachContext {
  readonly scene: RuntimeScene
  readonly container: ContainerRecord
  readonly log: ContainerLog
  /** The container's stdin FIFO. */
  readonly stdinFifo: string
  /** Resolves with the exit code when the container has ended. */
  readonly ended: Promise<number>
}

/** Joins the streams of a running container; what it said before is in its log. */
export class AttachSession implements StreamSession {
  readonly stdin: Writable | undefined
  readonly stdout: Readable | undefined
  readonly stderr: Readable | undefined
  readonly exit: Promise<ExitStatus>
  readonly #context: AttachContext
  readonly #stopListening: () => void
  readonly #detached: () => void

  constructor(context: AttachContext, options: StreamOptions) {
    this.#context = context
    const { config } = context.container
    const stdout = options.stdout ? new PassThrough() : undefined
    const stderr = options.stderr && !config.tty ? new PassThrough() : undefined
    this.stdout = stdout
    this.stderr = stderr
    this.#stopListening = context.log.listen((stream, chunk) => {
      const target = stream === 'stdout' ? stdout : stderr
      if (target && !target.destroyed) target.write(chunk)
    })
    this.stdin = options.stdin && config.stdin ? this.#openStdin() : undefined
    let detached: () => void = () => undefined
    const closed = new Promise<number>((resolve) => {
      detached = () => resolve(0)
    })
    this.#detached = detached
    this.exit = Promise.race([context.ended, closed]).then((exitCode) => {
      this.#stopListening()
      stdout?.end()
      stderr?.end()
      this.stdin?.destroy()
      return { exitCode }
    })
  }

  #openStdin(): Writable {
    const fd = openSync(this.#context.stdinFifo, constants.O_WRONLY | constants.O_NONBLOCK)
    const socket = new Socket({ fd, readable: false, writable: true })
    socket.on('error', () => socket.destroy())
    const { stdinKeeper, config } = this.#context.container
    socket.once('close', () => {
      if (config.stdinOnce && !config.tty && stdinKeeper)
        signalProcess(stdinKeeper as ProcessIdentity, 'SIGKILL')
    })
    return socket
  }

  resize(columns: number, rows: number): void {
    const { container, scene } = this.#context
    if (!container.config.tty || !container.supervisor) return
    const program = new SyscallProgram(scene.runner.machine)
    const path = `/proc/${container.supervisor.pid}/fd/${terminalDescriptors.slave}`
    resizeTerminal(program, path, { columns, rows })
    // The container may have ended in the meantime.
    scene.runner.run(program).catch(() => undefined)
  }

  close(): void {
    this.#detached()
  }
}
