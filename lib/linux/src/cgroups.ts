import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { type Clock, sleep } from '@knarr/machinery'
import { type MountEntry, mountsOf } from './mount-table.ts'

export interface CgroupLimits {
  readonly cpuShares?: number
  readonly cpuQuota?: number
  readonly cpuPeriod?: number
  readonly memoryLimitBytes?: number
  readonly pidsLimit?: number
}

export interface CgroupUsage {
  readonly cpuNanoseconds: number
  readonly memoryBytes: number
  /** Without what can be dropped at once (inactive file pages), as upstream counts it. */
  readonly memoryWorkingSetBytes: number
}

const v1Controllers = ['cpu', 'cpuacct', 'memory', 'pids', 'freezer', 'devices'] as const
const v2Controllers = ['cpu', 'memory', 'pids']

/** The host's cgroups, version 1 or 2; a group's path is relative to the root of its hierarchies: `/knarr-1a/n1`. */
export class Cgroups {
  readonly version: 1 | 2
  /** Where each used hierarchy is mounted; one with version 2. */
  readonly #roots: ReadonlyMap<string, string>
  readonly #clock: Clock

  constructor(clock: Clock, mounts: readonly MountEntry[] = mountsOf()) {
    this.#clock = clock
    const v1 = v1Roots(mounts)
    const v2 = mounts.find(({ type }) => type === 'cgroup2')
    this.version = v1.size > 0 ? 1 : 2
    this.#roots = v1.size > 0 ? v1 : new Map(v2 ? [['', v2.mountPoint]] : [])
  }

  /** Whether limits on `controller` can be set here. */
  has(controller: 'cpu' | 'memory' | 'pids'): boolean {
    if (this.version === 1) return this.#roots.has(controller)
    return read(`${this.#roots.get('')}/cgroup.controllers`)
      .trim()
      .split(' ')
      .includes(controller)
  }

  create(path: string): void {
    if (this.version === 2) this.#delegate(path)
    for (const directory of this.directories(path)) mkdirSync(directory, { recursive: true })
  }

  /** The directories of a group, one per hierarchy. */
  directories(path: string): string[] {
    return [...new Set(this.#roots.values())].map((root) => root + path)
  }

  /** The files a process writes `0` to in order to join a group. */
  joinFiles(path: string): string[] {
    return this.directories(path).map((directory) => `${directory}/cgroup.procs`)
  }

  limit(path: string, limits: CgroupLimits): void {
    if (this.version === 1) this.#limitV1(path, limits)
    else this.#limitV2(path, limits)
  }

  processes(path: string): number[] {
    const [directory] = this.directories(path)
    return directory ? read(`${directory}/cgroup.procs`).split('\n').filter(Boolean).map(Number) : []
  }

  /** Kills every process of a group and of those below it, again and again until none is left. */
  async kill(path: string): Promise<void> {
    for (let waited = 1; ; waited = Math.min(waited * 2, 20)) {
      const groups = this.#groupsBelow(path)
      const pids = groups.flatMap((group) => this.processes(group))
      if (pids.length === 0) return
      for (const pid of pids) kill(pid)
      await sleep(this.#clock, waited)
    }
  }

  /** Removes a group and those below it; its processes must have ended. */
  async remove(path: string): Promise<void> {
    for (const directory of this.directories(path)) {
      for (const group of [...treeBelow(directory)].reverse()) await this.#removeDirectory(group)
    }
  }

  /** How often a process of the group was killed for lack of memory. */
  oomKills(path: string): number {
    const text =
      this.version === 1
        ? read(`${this.#roots.get('memory')}${path}/memory.oom_control`)
        : read(`${this.#roots.get('')}${path}/memory.events`)
    return statValue(text, 'oom_kill')
  }

  usage(path: string): CgroupUsage {
    return this.version === 1 ? this.#usageV1(path) : this.#usageV2(path)
  }

  #usageV1(path: string): CgroupUsage {
    const memory = `${this.#roots.get('memory')}${path}`
    const memoryBytes = Number(read(`${memory}/memory.usage_in_bytes`))
    const inactive = statValue(read(`${memory}/memory.stat`), 'total_inactive_file')
    const cpuNanoseconds = Number(read(`${this.#roots.get('cpuacct')}${path}/cpuacct.usage`))
    return { cpuNanoseconds, memoryBytes, memoryWorkingSetBytes: Math.max(0, memoryBytes - inactive) }
  }

  #usageV2(path: string): CgroupUsage {
    const group = `${this.#roots.get('')}${path}`
    const memoryBytes = Number(read(`${group}/memory.current`))
    const inactive = statValue(read(`${group}/memory.stat`), 'inactive_file')
    const cpuNanoseconds = statValue(read(`${group}/cpu.stat`), 'usage_usec') * 1000
    return { cpuNanoseconds, memoryBytes, memoryWorkingSetBytes: Math.max(0, memoryBytes - inactive) }
  }

  #limitV1(path: string, limits: CgroupLimits): void {
    const set = (controller: string, file: string, value: number | undefined): void => {
      const root = this.#roots.get(controller)
      if (value !== undefined && root) writeFileSync(`${root}${path}/${file}`, String(value))
    }
    set('cpu', 'cpu.shares', limits.cpuShares || undefined)
    set('cpu', 'cpu.cfs_period_us', limits.cpuPeriod || undefined)
    set('cpu', 'cpu.cfs_quota_us', limits.cpuQuota || undefined)
    set('memory', 'memory.limit_in_bytes', limits.memoryLimitBytes || undefined)
    set('pids', 'pids.max', limits.pidsLimit || undefined)
  }

  #limitV2(path: string, limits: CgroupLimits): void {
    const group = `${this.#roots.get('')}${path}`
    const set = (file: string, value: string): void => {
      if (existsSync(`${group}/${file}`)) writeFileSync(`${group}/${file}`, value)
    }
    if (limits.cpuShares) set('cpu.weight', String(cpuWeight(limits.cpuShares)))
    if (limits.cpuQuota) {
      set('cpu.max', `${limits.cpuQuota < 0 ? 'max' : limits.cpuQuota} ${limits.cpuPeriod || 100_000}`)
    }
    if (limits.memoryLimitBytes) {
      set('memory.max', limits.memoryLimitBytes < 0 ? 'max' : String(limits.memoryLimitBytes))
    }
    if (limits.pidsLimit) set('pids.max', limits.pidsLimit < 0 ? 'max' : String(limits.pidsLimit))
  }

  /** Version 2: what a group can limit, its parents must have handed down. */
  #delegate(path: string): void {
    let directory = this.#roots.get('') ?? ''
    for (const part of path.split('/').filter(Boolean)) {
      const offered = read(`${directory}/cgroup.controllers`).trim().split(' ')
      const wanted = v2Controllers.filter((controller) => offered.includes(controller))
      const missing = wanted.filter(
        (name) => !read(`${directory}/cgroup.subtree_control`).split(/\s/).includes(name),
      )
      if (missing.length > 0) handDown(directory, missing)
      directory += `/${part}`
      mkdirSync(directory, { recursive: true })
    }
  }

  #groupsBelow(path: string): string[] {
    const groups = this.directories(path).flatMap((directory) =>
      [...treeBelow(directory)].map((group) => path + group.slice(directory.length)),
    )
    return [...new Set(groups)]
  }

  /** A group whose last process is on its way out is busy for a moment. */
  async #removeDirectory(directory: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        rmdirSync(directory)
        return
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return
        if (code !== 'EBUSY' || attempt === 200) throw error
        await sleep(this.#clock, 5)
      }
    }
  }
}

/** Version 1's shares (2 to 262144) on version 2's scale (1 to 10000), as upstream converts them. */
export function cpuWeight(shares: number): number {
  const bounded = Math.min(Math.max(shares, 2), 262_144)
  return 1 + Math.floor(((bounded - 2) * 9999) / 262_142)
}

/** Refused where this process itself lives in the group, as in a container: pods then run without limits. */
function handDown(directory: string, controllers: readonly string[]): void {
  try {
    writeFileSync(`${directory}/cgroup.subtree_control`, controllers.map((name) => `+${name}`).join(' '))
  } catch (error) {
    if (!['EBUSY', 'EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error
  }
}

function v1Roots(mounts: readonly MountEntry[]): Map<string, string> {
  const roots = new Map<string, string>()
  for (const { type, mountPoint, superOptions } of mounts) {
    if (type !== 'cgroup') continue
    for (const controller of v1Controllers) {
      if (superOptions.includes(controller)) roots.set(controller, mountPoint)
    }
  }
  return roots
}

function* treeBelow(directory: string): Generator<string> {
  if (!existsSync(directory)) return
  yield directory
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* treeBelow(`${directory}/${entry.name}`)
  }
}

function statValue(text: string, name: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1) ?? 0)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
