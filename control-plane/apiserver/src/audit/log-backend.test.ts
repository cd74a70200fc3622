import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEvent } from './audit-event.ts'
import { LogBackend, type LogBackendOptions } from './log-backend.ts'

let directory: string
let clock: VirtualClock
let failures: unknown[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'audit-'))
  clock = new VirtualClock()
  failures = []
})

afterEach(() => rmSync(directory, { recursive: true }))

function logTo(path: string, options: Partial<LogBackendOptions> = {}): LogBackend {
  return new LogBackend({ path: join(directory, path), clock, failed: (e) => failures.push(e), ...options })
}

/** An event of half a megabyte. */
function event(auditID: string): AuditEvent {
  return { auditID, userAgent: 'x'.repeat(500 * 1024) } as AuditEvent
}

const idsIn = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as AuditEvent).auditID)

describe('the log', () => {
  it('is one line an event, in order, behind what is there', async () => {
    for (const round of ['a', 'b']) {
      const log = logTo('logs/audit.log')
      for (const n of [1, 2, 3]) log.process(event(`${round}${n}`))
      await log.close()
    }
    const text = readFileSync(join(directory, 'logs/audit.log'), 'utf8')
    expect(idsIn(text)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'])
  })

  it('is rotated before it grows too large, and the oldest removed', async () => {
    const log = logTo('audit.log', { maxSizeMb: 1, maxBackups: 2 })
    for (let n = 0; n < 8; n++) {
      log.process(event(String(n)))
      if (n % 2 === 1) await log.close()
      await clock.advance(1000)
    }
    await log.close()
    const files = readdirSync(directory).sort()
    expect(files).toHaveLength(3)
    expect(files[0]).toMatch(/^audit-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}\.log$/)
    expect(files.map((file) => idsIn(readFileSync(join(directory, file), 'utf8')))).toEqual([
      ['2', '3'],
      ['4', '5'],
      ['6', '7'],
    ])
  })

  it('forgets and compresses what it was', async () => {
    const log = logTo('audit.log', { maxSizeMb: 1, maxAgeDays: 1, isCompressed: true })
    for (let n = 0; n < 3; n++) {
      log.process(event(String(n)))
      log.process(event(`${n}+`))
      await log.close()
      await clock.advance(n === 0 ? 1000 : 100_000_000)
    }
    log.process(event('last'))
    await log.close()
    const files = readdirSync(directory).sort()
    expect(files).toEqual([expect.stringMatching(/^audit-.*\.log\.gz$/), 'audit.log'])
    const text = gunzipSync(readFileSync(join(directory, files[0] as string))).toString()
    expect(idsIn(text)).toEqual(['2', '2+'])
  })

  it('that cannot be written says so and takes no request with it', async () => {
    const log = logTo('audit.log')
    rmSync(directory, { recursive: true })
    log.process(event('lost'))
    await log.close()
    expect(failures).toEqual([expect.objectContaining({ code: 'ENOENT' })])
    logTo('audit.log')
  })
})
