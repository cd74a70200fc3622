/** A process as it is to run in a container, all names resolved. */
export interface ProcessSpec {
  readonly argv: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: ResolvedUser
  /** By number. */
  readonly capabilities: ReadonlySet<number>
  readonly noNewPrivileges: boolean
  /** A compiled BPF program; none is unconfined. */
  readonly seccomp?: Uint8Array
}

export interface ResolvedUser {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** Its directory in the image's `/etc/passwd`. */
  readonly home: string
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Later values of a name win; `PATH` and `HOME` are there in any case. */
export function environmentOf(lists: readonly (readonly string[])[], user: ResolvedUser): string[] {
  const values = new Map<string, string>()
  for (const entry of lists.flat()) values.set(entry.split('=', 1)[0] ?? '', entry)
  if (!values.has('PATH')) values.set('PATH', `PATH=${defaultPath}`)
  if (!values.has('HOME')) values.set('HOME', `HOME=${user.home}`)
  return [...values.values()]
}

/** The paths at which a command is looked for, in order. */
export function candidatesOf(command: string, env: readonly string[]): string[] {
  if (command.includes('/')) return [command]
  const path = env.find((entry) => entry.startsWith('PATH='))?.slice(5) ?? defaultPath
  return path.split(':').map((directory) => `${directory || '.'}/${command}`)
}
