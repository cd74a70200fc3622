import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { rotatedLogs } from './log-files.ts'

export interface RotateLogOptions {
  readonly nowMs: number
  /** With the one that is written to. */
  readonly maxFiles: number
  /** Makes the container write to a new file at the log's path. */
  reopen(): Promise<void>
}

const packed = '.gz'
const unfinished = '.tmp'

/**
 * Moves a log away and begins a new one, as upstream does: the newest rotated log stays as it is for readers
 * that are still at it, older ones are packed, and the oldest go.
 */
export async function rotateLog(path: string, { nowMs, maxFiles, reopen }: RotateLogOptions): Promise<void> {
  const directory = dirname(path)
  const names = await rotatedLogs(path)
  for (const name of names.filter(isLeftOver)) await rm(join(directory, name), { force: true })
  const rotated = names.filter((name) => !isLeftOver(name))
  // The new file and the one that is now rotated count too.
  const kept = Math.max(0, maxFiles - 2)
  const doomed = rotated.splice(0, Math.max(0, rotated.length - kept))
  for (const name of doomed) await rm(join(directory, name), { force: true })
  for (const name of rotated) if (!name.endsWith(packed)) await pack(join(directory, name))
  const rotatedPath = `${path}.${stamp(nowMs)}`
  await rename(path, rotatedPath)
  try {
    await reopen()
  } catch (error) {
    // The container goes on writing to the old file: that must stay its log.
    await rename(rotatedPath, path)
    throw error
  }
}

const isLeftOver = (name: string): boolean => name.endsWith(unfinished)

async function pack(path: string): Promise<void> {
  const target = `${path}${packed}`
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${target}${unfinished}`))
  await rename(`${target}${unfinished}`, target)
  await rm(path)
}

/** `20260131-235959`, so that names sort by time. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}
