/** One line of a CRI log: `2026-01-01T00:00:00.000000000Z stdout F text`. */
export interface LogLine {
  readonly timestamp: string
  readonly stream: 'stdout' | 'stderr'
  /** Part of a line that goes on in the next one. */
  readonly isPartial: boolean
  readonly content: Buffer
}

const space = 0x20

/** Undefined for what is no log line: a torn write, or another format. */
export function parseLogLine(line: Buffer): LogLine | undefined {
  const first = line.indexOf(space)
  const second = line.indexOf(space, first + 1)
  const third = line.indexOf(space, second + 1)
  if (first < 0 || second < 0 || third < 0) return undefined
  const stream = line.toString('latin1', first + 1, second)
  if (stream !== 'stdout' && stream !== 'stderr') return undefined
  const tags = line.toString('latin1', second + 1, third)
  return {
    timestamp: line.toString('latin1', 0, first),
    stream,
    isPartial: tags.split(':').includes('P'),
    content: line.subarray(third + 1),
  }
}
