import { Duplex, type Readable, type Writable } from 'node:stream'
import { copyLoop, enterNamespace, kernel, SyscallProgram, type SyscallRunner } from '@knarr/linux'
import { RuntimeError } from '@knarr/rpc'

const socketDescriptor = 100
const connectedReport = 6
const shutdownWrite = 1

/**
 * Connects to a port on the loopback of a network namespace. The connection is carried by two tiny processes
 * that end with it.
 */
export async function forwardPort(runner: SyscallRunner, networkPid: number, port: number): Promise<Duplex> {
  const run = runner.start(forwardProgram(runner, networkPid, port), ['pipe', 'pipe', 'ignore'])
  const { stdin, stdout } = run.child
  try {
    const report = await run.nextReport()
    if (report?.kind !== connectedReport || !stdin || !stdout) throw new Error('the relay was killed')
    return new RelayedConnection(stdout, stdin)
  } catch (error) {
    stdin?.destroy()
    stdout?.destroy()
    const reason = `failed to connect to localhost:${port} inside namespace: ${(error as Error).message}`
    throw new RuntimeError('Unknown', `failed to execute portforward in network namespace: ${reason}`, {
      cause: error,
    })
  }
}

function forwardProgram({ machine }: SyscallRunner, networkPid: number, port: number): SyscallProgram {
  const program = new SyscallProgram(machine)
  enterNamespace(program, networkPid, 'net')
  connectTo(program, port)
  program.call('write', [3, program.words([connectedReport, 0, 0]), 24], { what: 'report' })
  program.call('close', [3])
  const upload = program.fork(() => {
    program.call('close', [1])
    copyLoop(program, 0, socketDescriptor)
    program.call('shutdown', [socketDescriptor, shutdownWrite], { optional: true })
    program.call('exit_group', [0])
  })
  program.call('close', [0])
  copyLoop(program, socketDescriptor, 1)
  program.call('kill', [upload, 9], { optional: true })
  program.call('exit_group', [0])
  return program
}

/** IPv4's loopback first, then IPv6's. */
function connectTo(program: SyscallProgram, port: number): void {
  const v4 = Buffer.alloc(16)
  v4.writeUInt16LE(2, 0)
  v4.writeUInt16BE(port, 2)
  v4.set([127, 0, 0, 1], 4)
  const v6 = Buffer.alloc(28)
  v6.writeUInt16LE(10, 0)
  v6.writeUInt16BE(port, 2)
  v6[23] = 1
  const connected = {}
  openSocket(program, 10)
  program.call('connect', [socketDescriptor, program.data(v6), v6.length], {
    optional: true,
    ifZero: connected,
  })
  openSocket(program, 2)
  program.call('connect', [socketDescriptor, program.data(v4), v4.length], {
    what: `dial tcp4 127.0.0.1:${port}`,
  })
  program.place(connected)
}

function openSocket(program: SyscallProgram, family: number): void {
  const socket = program.call('socket', [family, 1 | kernel.O_CLOEXEC, 0], { what: 'socket' })
  program.call('dup3', [socket, socketDescriptor, kernel.O_CLOEXEC], { what: 'dup' })
  program.call('close', [socket])
}

/** The relay's two pipes as one stream; that the other side hung up is an end, not an error. */
class RelayedConnection extends Duplex {
  readonly #output: Readable
  readonly #input: Writable

  constructor(output: Readable, input: Writable) {
    super({ allowHalfOpen: true })
    this.#output = output
    this.#input = input
    output.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) output.pause()
    })
    output.on('close', () => this.push(null))
    output.on('error', () => output.destroy())
    input.on('error', () => input.destroy())
  }

  override _read(): void {
    this.#output.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#input.destroyed) done()
    else this.#input.write(chunk, () => done())
  }

  override _final(done: () => void): void {
    this.#input.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#output.destroy()
    this.#input.destroy()
    done(error)
  }
}
