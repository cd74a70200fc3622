import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ContainerStatus } from '@knarr/rpc'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PodPaths } from '../runtime-manager/pod-paths.ts'
import { lastWords } from './last-words.ts'

const pod = { uid: 'u1', namespace: 'shop', name: 'web' }
let root: string
let paths: PodPaths

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'knarr-words-'))
  paths = new PodPaths(root)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const writeMessage = (text: string): void => write(paths.terminationLog('u1', 'c', 2), text)
const writeLog = (...lines: string[]): void =>
  write(
    join(root, 'logs/shop_web_u1/c/2.log'),
    lines.map((line) => `2026-01-01T00:00:00.000000000Z stdout F ${line}\n`).join(''),
  )

function wordsOf({ policy = 'File', exitCode = 1, path = '/dev/termination-log' } = {}): string {
  const annotations = {
    'io.kubernetes.container.terminationMessagePath': path,
    'io.kubernetes.container.terminationMessagePolicy': policy,
  }
  const metadata = { name: 'c', attempt: 2 }
  const status = {
    metadata,
    annotations,
    exitCode,
    message: 'from the runtime',
  } as unknown as ContainerStatus
  return lastWords(pod, status, paths)
}

describe('lastWords', () => {
  it('are what the container left for them', () => {
    writeMessage('no database')
    writeLog('a line')
    expect(wordsOf({ policy: 'FallbackToLogsOnError' })).toBe('no database')
  })

  it('are cut to their last 4096 bytes', () => {
    writeMessage(`x${'y'.repeat(4096)}`)
    expect(wordsOf()).toBe('y'.repeat(4096))
  })

  it.each([
    ['it has ended well', { policy: 'FallbackToLogsOnError', exitCode: 0 }],
    ['it has not asked for its log', { policy: 'File' }],
    ['it asked for none', { path: '' }],
  ])('are the runtime’s where it left none and %s', (_, options) => {
    writeMessage('')
    writeLog('a line')
    expect(wordsOf(options)).toBe('from the runtime')
  })

  it('are the runtime’s where there are no files at all', () => {
    expect(wordsOf({ policy: 'FallbackToLogsOnError' })).toBe('from the runtime')
  })

  it('are the end of its log where it failed and asked for that', () => {
    writeMessage('')
    writeLog(...Array.from({ length: 100 }, (_, index) => `line ${index}`))
    const words = wordsOf({ policy: 'FallbackToLogsOnError' })
    expect(words.split('\n')).toHaveLength(81)
    expect(words.startsWith('line 20\n')).toBe(true)
    expect(words.endsWith('line 99\n')).toBe(true)
  })

  it('are no more than 2048 bytes of its log', () => {
    writeLog('x'.repeat(3000))
    expect(wordsOf({ policy: 'FallbackToLogsOnError' })).toBe(`${'x'.repeat(2047)}\n`)
  })
})
