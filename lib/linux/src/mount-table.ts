import { readFileSync } from 'node:fs'

export interface MountEntry {
  readonly mountPoint: string
  readonly root: string
  readonly type: string
  readonly source: string
  readonly options: readonly string[]
  readonly superOptions: readonly string[]
  /** `shared:N`, `master:N`; empty when private. */
  readonly propagation: readonly string[]
}

/** What is mounted in the mount namespace of a process, in mounting order. */
export function mountsOf(pid: number | 'self' = 'self'): MountEntry[] {
  return parseMountInfo(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))
}

/** Reads the form of `/proc/<pid>/mountinfo`. */
export function parseMountInfo(text: string): MountEntry[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const fields = line.split(' ')
      const separator = fields.indexOf('-', 6)
      const [type = '', source = '', superOptions = ''] = fields.slice(separator + 1)
      return {
        root: unescapeField(fields[3] ?? ''),
        mountPoint: unescapeField(fields[4] ?? ''),
        options: (fields[5] ?? '').split(','),
        propagation: fields.slice(6, separator),
        type,
        source: unescapeField(source),
        superOptions: superOptions.split(','),
      }
    })
}

function unescapeField(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
