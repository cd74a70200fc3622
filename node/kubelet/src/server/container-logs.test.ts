import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@knarr/machinery'
import type { LogOptions } from '@knarr/rpc'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LogControl, readContainerLog } from './container-logs.ts'

let directory: string
let path: string
let clock: VirtualClock
let isRunning: boolean
let stop: AbortController

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'knarr-logs-'))
  path = join(directory, '0.log')
  clock = new VirtualClock()
  isRunning = false
  stop = new AbortController()
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

const at = (second: number): string => `2026-01-01T00:00:0${second}.000000000Z`
const line = (second: number, text: string, stream = 'stdout'): string =>
  `${at(second)} ${stream} F ${text}\n`
const part = (second: number, text: string): string => `${at(second)} stdout P ${text}\n`

function open(options: LogOptions): AsyncGenerator<Uint8Array> {
  const control: LogControl = { clock, signal: stop.signal, isRunning: () => isRunning }
  return readContainerLog(path, options, control)
}

async function read(content: string, options: LogOptions = {}): Promise<string> {
  writeFileSync(path, content)
  const chunks: Uint8Array[] = []
  for await (const chunk of open(options)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** What a follower gets next, time going on until it does; undefined at the end. */
async function nextOf(follower: AsyncGenerator<Uint8Array>): Promise<string | undefined> {
  let result: IteratorResult<Uint8Array> | undefined
  const asked = follower.next().then((next) => {
    result = next
  })
  while (!result) {
    await clock.advance(500)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await asked
  return result.done ? undefined : Buffer.from(result.value).toString('utf8')
}

const three = line(1, 'one') + line(2, 'two', 'stderr') + line(3, 'three')

describe('readContainerLog', () => {
  it.each<[string, LogOptions, string]>([
    ['everything', {}, 'one\ntwo\nthree\n'],
    ['the last lines', { tailLines: 2 }, 'two\nthree\n'],
    ['no lines', { tailLines: 0 }, ''],
    ['more lines than there are', { tailLines: 9 }, 'one\ntwo\nthree\n'],
    ['what came since', { sinceTimeMs: Date.parse(at(2)) }, 'two\nthree\n'],
    ['the last lines, since', { tailLines: 2, sinceTimeMs: Date.parse(at(3)) }, 'three\n'],
    ['some bytes', { limitBytes: 6 }, 'one\ntw'],
    ['times', { timestamps: true, tailLines: 1 }, `${at(3)} three\n`],
    ['one stream', { stream: 'Stderr' }, 'two\n'],
  ])('gives %s', async (_case, options, expected) => {
    expect(await read(three, options)).toBe(expected)
  })

  it('joins the parts of a line, with the time of the first', async () => {
    const content = part(1, 'a') + part(2, 'b') + line(3, 'c') + line(4, 'd')
    expect(await read(content, { timestamps: true })).toBe(`${at(1)} abc\n${at(4)} d\n`)
  })

  it('passes over what is no log line', async () => {
    expect(await read(`garbage\n\n${line(1, 'fine')}${at(2)} stdout\n${at(3)} other F x\n`)).toBe('fine\n')
  })

  it('keeps spaces, empty lines and characters of several bytes', async () => {
    expect(await read(line(1, '') + line(2, '  é ✓ '))).toBe('\n  é ✓ \n')
  })

  it('finds lines in files of many chunks', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(100)}`)
    const content = lines.map((text) => line(1, text)).join('')
    expect(await read(content)).toBe(lines.map((text) => `${text}\n`).join(''))
    expect((await read(content, { tailLines: 2500 })).slice(0, 5)).toBe('500 x')
  })

  it('gives nothing of a log that is not there', async () => {
    expect(await nextOf(open({}))).toBeUndefined()
  })
})

describe('following', () => {
  beforeEach(() => {
    isRunning = true
    writeFileSync(path, line(1, 'one'))
  })

  it('gives what is written until the container ends', async () => {
    const follower = open({ follow: true })
    expect(await nextOf(follower)).toBe('one\n')
    appendFileSync(path, line(2, 'two'))
    expect(await nextOf(follower)).toBe('two\n')
    appendFileSync(path, line(3, 'three'))
    isRunning = false
    expect(await nextOf(follower)).toBe('three\n')
    expect(await nextOf(follower)).toBeUndefined()
  })

  it('waits for a line to be whole', async () => {
    const follower = open({ follow: true })
    await nextOf(follower)
    const asked = nextOf(follower)
    const whole = line(2, 'two')
    appendFileSync(path, whole.slice(0, 35))
    await clock.advance(1000)
    appendFileSync(path, whole.slice(35))
    expect(await asked).toBe('two\n')
    await follower.return(undefined)
  })

  it('goes on with the new file after a rotation, and misses nothing of the old', async () => {
    const follower = open({ follow: true })
    expect(await nextOf(follower)).toBe('one\n')
    appendFileSync(path, line(2, 'old'))
    renameSync(path, `${path}.20260101`)
    writeFileSync(path, line(3, 'new'))
    isRunning = false
    expect([await nextOf(follower), await nextOf(follower), await nextOf(follower)]).toEqual([
      'old\n',
      'new\n',
      undefined,
    ])
  })

  it('waits for a log that is still to come', async () => {
    rmSync(path)
    const asked = nextOf(open({ follow: true }))
    await clock.advance(1000)
    writeFileSync(path, line(1, 'late'))
    expect(await asked).toBe('late\n')
  })

  it('ends when the reader has gone, or has enough', async () => {
    const follower = open({ follow: true })
    await nextOf(follower)
    const asked = nextOf(follower)
    stop.abort()
    expect(await asked).toBeUndefined()
    stop = new AbortController()
    const limited = open({ follow: true, limitBytes: 2 })
    expect([await nextOf(limited), await nextOf(limited)]).toEqual(['on', undefined])
  })
})
