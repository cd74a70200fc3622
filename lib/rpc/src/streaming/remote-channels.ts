import type { Readable, Writable } from 'node:stream'
import type { Status } from '@knarr/machinery'

/** One client's exec or attach connection, whatever carries it. */
export interface RemoteChannels {
  readonly stdin: Readable | undefined
  readonly stdout: Writable | undefined
  readonly stderr: Writable | undefined
  onResize(listener: (columns: number, rows: number) => void): void
  /** Called once when the client is gone. */
  onClose(listener: () => void): void
  /** Tells the client how it ended and closes the connection once everything is written. */
  finish(status: Status): void
}

/** The terminal size as clients send it; undefined for anything else. */
export function terminalSize(message: Uint8Array): { columns: number; rows: number } | undefined {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(message).toString('utf8'))
    return Number.isInteger(Width) && Number.isInteger(Height) ? { columns: Width, rows: Height } : undefined
  } catch {
    return undefined
  }
}
