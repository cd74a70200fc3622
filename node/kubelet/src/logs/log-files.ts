import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The files a log was rotated into, oldest first, as file names: `0.log.20260101-000000`, with `.gz` once packed. */
export async function rotatedLogs(path: string): Promise<string[]> {
  const start = `${basename(path)}.`
  try {
    return (await readdir(dirname(path))).filter((name) => name.startsWith(start)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Removes a container's log with what it was rotated into. */
export async function removeLog(path: string): Promise<void> {
  for (const name of await rotatedLogs(path)) await rm(join(dirname(path), name), { force: true })
  await rm(path, { force: true })
}
