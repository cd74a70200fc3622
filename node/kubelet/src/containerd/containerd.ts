import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Logger } from '@knarr/component'
import { type NodeNamespaces, runCommand } from '@knarr/linux'
import { type Clock, every, sleep, type Timer } from '@knarr/machinery'
import { CriRuntime, RuntimeError } from '@knarr/rpc'
import {
  type ContainerdConfig,
  type ContainerdPaths,
  cniConflist,
  containerdToml,
} from './containerd-config.ts'

export interface ContainerdOptions {
  readonly node: NodeNamespaces
  /** Images and snapshots; kept between runs. */
  readonly rootDirectory: string
  /** Sockets and state. Its path must leave room for a unix socket's (107 bytes). */
  readonly stateDirectory: string
  readonly pauseImage: string
  /** Writes the pause image as an archive and resolves with its path; called when containerd lacks it. */
  pauseArchive(): Promise<string>
  /** Images of this machine that need no registry, each writing its archive. */
  readonly localImages?: ReadonlyMap<string, () => Promise<string>>
  readonly clock: Clock
  readonly logger: Logger
}

const cniFolders = ['/opt/cni/bin', '/usr/lib/cni', '/usr/libexec/cni']
const cniPlugins = ['ptp', 'host-local', 'loopback', 'portmap']
const startTimeoutMs = 20_000
const watchPeriodMs = 2_000

/** Why containerd cannot be used here, in a sentence; undefined when it can. */
export function containerdProblem(path: string): string | undefined {
  const missing = ['containerd', 'ctr', 'runc', 'containerd-shim-runc-v2'].filter(
    (name) => !findIn(path, name),
  )
  if (missing.length > 0) return `${missing.join(', ')} not installed (Debian packages containerd and runc)`
  if (!cniFolder())
    return `CNI plugins ${cniPlugins.join(', ')} not found (Debian package containernetworking-plugins)`
  return undefined
}

function findIn(path: string, name: string): string | undefined {
  return path
    .split(':')
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))
}

function cniFolder(): string | undefined {
  return cniFolders.find((folder) => cniPlugins.every((name) => existsSync(join(folder, name))))
}

/**
 * One node's own containerd, in the node's namespaces: started with a generated configuration, or found
 * running after a restart of Knarr, and started again when it ends. It dies with the node, not with Knarr.
 */
export class Containerd {
  readonly runtime: CriRuntime
  readonly #options: ContainerdOptions
  readonly #paths: ContainerdPaths
  #watch: Timer | undefined
  #isRestarting = false

  private constructor(options: ContainerdOptions) {
    const { rootDirectory, stateDirectory } = options
    this.#options = options
    this.#paths = {
      root: rootDirectory,
      state: stateDirectory,
      socket: join(stateDirectory, 'containerd.sock'),
      cniBinaries: cniFolder() ?? '',
      cniConfig: join(stateDirectory, 'cni'),
      registries: join(rootDirectory, 'certs.d'),
    }
    this.runtime = new CriRuntime({
      socketPath: this.#paths.socket,
      importImage: (tarPath) => this.#import(tarPath),
      mountImage: (image, directory) => this.#mountImage(image, directory),
      ...(options.localImages ? { localImages: options.localImages } : {}),
    })
  }

  /** @throws RuntimeError when it does not answer in time, with the last lines it wrote. */
  static async start(options: ContainerdOptions): Promise<Containerd> {
    const containerd = new Containerd(options)
    await containerd.#writeConfig()
    if (!(await containerd.#answers())) await containerd.#launch()
    await containerd.#ensurePauseImage()
    containerd.#watch = every(options.clock, watchPeriodMs, () => void containerd.#keepAlive())
    return containerd
  }

  /** Lets go of it: it and its containers go on. */
  detach(): void {
    this.#watch?.cancel()
    this.runtime.close()
  }

  async #writeConfig(): Promise<void> {
    const { node, pauseImage } = this.#options
    const paths = this.#paths
    const config: ContainerdConfig = { paths, pauseImage, streamAddress: node.address, podCidr: node.podCidr }
    await mkdir(paths.cniConfig, { recursive: true })
    await mkdir(paths.registries, { recursive: true })
    await writeFile(join(paths.state, 'config.toml'), containerdToml(config))
    await writeFile(join(paths.cniConfig, '10-knarr.conflist'), cniConflist(config))
  }

  async #answers(): Promise<boolean> {
    if (!existsSync(this.#paths.socket)) return false
    try {
      await this.runtime.version()
      return true
    } catch (error) {
      if (error instanceof RuntimeError) return false
      throw error
    }
  }

  async #launch(): Promise<void> {
    const { node, clock } = this.#options
    const { socket, state } = this.#paths
    await rm(socket, { force: true })
    await mkdir(dirname(socket), { recursive: true })
    const log = await open(join(state, 'containerd.log'), 'a')
    const [command, ...args] = node.enter(['containerd', '--config', join(state, 'config.toml')]) as [
      string,
      ...string[],
    ]
    const child = spawn(command, args, { detached: true, stdio: ['ignore', log.fd, log.fd] })
    const ended = Promise.withResolvers<string>()
    child.once('error', (error) => ended.resolve(error.message))
    child.once('exit', (code, signal) => ended.resolve(`ended with ${signal ?? `code ${code}`}`))
    child.unref()
    await log.close()
    let end: string | undefined
    void ended.promise.then((text) => {
      end = text
    })
    for (const start = clock.now(); !(await this.#answers()); await sleep(clock, 20)) {
      if (end !== undefined || clock.now() - start > startTimeoutMs) {
        throw new RuntimeError(
          'Unavailable',
          `containerd ${end ?? 'does not answer'}: ${await this.#lastLines()}`,
        )
      }
    }
  }

  async #lastLines(): Promise<string> {
    const text = await readFile(join(this.#paths.state, 'containerd.log'), 'utf8').catch(() => '')
    return text.trim().split('\n').slice(-3).join(' | ')
  }

  async #ensurePauseImage(): Promise<void> {
    const { pauseImage, pauseArchive } = this.#options
    if (!(await this.runtime.imageStatus(pauseImage))) await this.#import(await pauseArchive())
  }

  /** The archive's path is read by `ctr`, which sees the host's files. */
  async #import(tarPath: string): Promise<void> {
    const child = spawn('ctr', ['-a', this.#paths.socket, '-n', 'k8s.io', 'images', 'import', tarPath], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8')
    })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new RuntimeError('Unknown', `cannot import ${tarPath}: ${complaint.trim()}`)
  }

  /** In the node's namespaces, where its containers look for it. containerd knows an image by its id, too. */
  async #mountImage(image: string, directory: string): Promise<void> {
    const command = ['ctr', '-a', this.#paths.socket, '-n', 'k8s.io', 'images', 'mount', image, directory]
    await runCommand(this.#options.node.enter(command))
  }

  async #keepAlive(): Promise<void> {
    if (this.#isRestarting || existsSync(`/proc/${this.#options.node.initPid}`) === false) return
    if (await this.#answers()) return
    this.#isRestarting = true
    try {
      this.#options.logger.warn('containerd does not answer, starting it again')
      await this.#launch()
    } catch (err) {
      this.#options.logger.error('cannot start containerd', { err })
    } finally {
      this.#isRestarting = false
    }
  }
}
