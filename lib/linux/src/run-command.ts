import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly signal?: AbortSignal
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs `argv` to its end and resolves with what it printed. */
export type RunCommand = (argv: readonly string[], options?: CommandOptions) => Promise<string>

/** A command that ended with another status than 0, or could not be run. */
export class CommandError extends Error {
  readonly argv: readonly string[]
  readonly exitCode: number | undefined
  readonly stderr: string

  constructor(argv: readonly string[], exitCode: number | undefined, stderr: string) {
    super(`${argv.slice(0, 6).join(' ')}: ${stderr.trim() || `ended with status ${exitCode}`}`)
    this.name = 'CommandError'
    this.argv = argv
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

export const runCommand: RunCommand = (argv, options = {}) =>
  new Promise((resolve, reject) => {
    const [file = '', ...rest] = argv
    const child = spawn(file, rest, {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      signal: options.signal,
      ...(options.env && { env: options.env }),
    })
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout?.on('data', (chunk: Buffer) => chunks.stdout.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => chunks.stderr.push(chunk))
    // A command that ends before it read its input says why by its status.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
    child.on('error', (error) =>
      reject(options.signal?.aborted ? error : new CommandError(argv, undefined, error.message)),
    )
    child.on('close', (exitCode, signal) => {
      if (exitCode === 0) return resolve(Buffer.concat(chunks.stdout).toString())
      const stderr = Buffer.concat(chunks.stderr).toString()
      reject(new CommandError(argv, exitCode ?? undefined, signal ? `killed by ${signal}` : stderr))
    })
  })
