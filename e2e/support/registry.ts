import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type LocalImage, writeImageArchive } from '@knarr/linux'
import { stopProcess } from './stop-process.ts'

const run = promisify(execFile)

/** A real registry (Debian's docker-registry) with images made in the test. */
export class Registry {
  readonly address: string
  readonly #child: ChildProcess
  readonly #directory: string

  private constructor(address: string, child: ChildProcess, directory: string) {
    this.address = address
    this.#child = child
    this.#directory = directory
  }

  static async start(address: string): Promise<Registry> {
    const directory = mkdtempSync(join(tmpdir(), 'knarr-registry-'))
    const config = `version: 0.1
storage: { filesystem: { rootdirectory: ${directory}/data } }
http: { addr: '${address}' }
`
    writeFileSync(join(directory, 'config.yml'), config)
    const child = spawn('docker-registry', ['serve', join(directory, 'config.yml')], { stdio: 'ignore' })
    const registry = new Registry(address, child, directory)
    for (let tries = 0; tries < 100; tries++) {
      const answers = await fetch(`http://${address}/v2/`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (answers) return registry
      await sleep(50)
    }
    throw new Error(`docker-registry does not answer on ${address}`)
  }

  /** Pushes an image; resolves with the name pods ask for. */
  async push(image: LocalImage, name: string): Promise<string> {
    const archive = join(this.#directory, 'image.tar')
    await writeImageArchive(image, archive)
    const to = `${this.address}/${name}`
    await run('skopeo', [
      'copy',
      '--insecure-policy',
      '--dest-tls-verify=false',
      `oci-archive:${archive}`,
      `docker://${to}`,
    ])
    return to
  }

  async stop(): Promise<void> {
    await stopProcess(this.#child)
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
