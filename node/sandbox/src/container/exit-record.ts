import { readFileSync } from 'node:fs'
import { exitRecordBytes } from './start-program.ts'

export interface ExitRecord {
  readonly exitCode: number
  readonly finishedAtMs: number
}

/** Reads how a container ended; undefined while it runs. */
export function readExitRecord(path: string): ExitRecord | undefined {
  try {
    const bytes = readFileSync(path)
    if (bytes.length < exitRecordBytes) return undefined
    const seconds = Number(bytes.readBigInt64LE(8))
    const milliseconds = Number(bytes.readBigInt64LE(16)) / 1e6
    return {
      exitCode: exitCodeOf(bytes.readUInt32LE(0)),
      finishedAtMs: Math.floor(seconds * 1000 + milliseconds),
    }
  } catch {
    return undefined
  }
}

/** The exit code of a wait status, as shells have it: 128 and the signal for a killed process. */
export function exitCodeOf(waitStatus: number): number {
  const signal = waitStatus & 0x7f
  return signal === 0 ? (waitStatus >> 8) & 0xff : 128 + signal
}
