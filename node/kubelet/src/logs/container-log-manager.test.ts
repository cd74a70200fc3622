import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KubeletWorld } from '../testing/kubelet-world.ts'
import { rotateLog } from './rotate-log.ts'

let directory: string
let path: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'knarr-logs-'))
  path = join(directory, '0.log')
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

const names = (): string[] => readdirSync(directory).sort()
const nowMs = Date.UTC(2026, 0, 31, 23, 59, 58)
const reopen = async (): Promise<void> => writeFileSync(path, 'new')
const write = (...files: string[]): void => {
  for (const name of files) writeFileSync(join(directory, name), name)
}

describe('rotateLog', () => {
  it('moves the log away under the time and begins a new one', async () => {
    write('0.log')
    await rotateLog(path, { nowMs, maxFiles: 5, reopen })
    expect(names()).toEqual(['0.log', '0.log.20260131-235958'])
    expect(readFileSync(join(directory, '0.log.20260131-235958'), 'utf8')).toBe('0.log')
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  it('packs older ones and removes the oldest', async () => {
    write('0.log', '0.log.20260101-000000.gz', '0.log.20260102-000000', '0.log.20260103-000000')
    await rotateLog(path, { nowMs, maxFiles: 4, reopen })
    expect(names()).toEqual([
      '0.log',
      '0.log.20260102-000000.gz',
      '0.log.20260103-000000.gz',
      '0.log.20260131-235958',
    ])
    const unpacked = gunzipSync(readFileSync(join(directory, '0.log.20260102-000000.gz')))
    expect(String(unpacked)).toBe('0.log.20260102-000000')
  })

  it('keeps nothing old where only two files may be', async () => {
    write('0.log', '0.log.20260101-000000')
    await rotateLog(path, { nowMs, maxFiles: 2, reopen })
    expect(names()).toEqual(['0.log', '0.log.20260131-235958'])
  })

  it('removes what a rotation that was cut short left, and leaves other containers’ logs', async () => {
    write('0.log', '0.log.20260101-000000.gz.tmp', '1.log', '10.log')
    await rotateLog(path, { nowMs, maxFiles: 5, reopen })
    expect(names()).toEqual(['0.log', '0.log.20260131-235958', '1.log', '10.log'])
  })

  it('puts the log back when the container cannot begin a new one', async () => {
    write('0.log')
    const refuse = (): Promise<void> => Promise.reject(new Error('no'))
    await expect(rotateLog(path, { nowMs, maxFiles: 5, reopen: refuse })).rejects.toThrow('no')
    expect(names()).toEqual(['0.log'])
  })
})

describe('a kubelet', () => {
  it('rotates the logs of running containers that have grown too large', async () => {
    await using world = await KubeletWorld.start({
      configuration: { containerLogMaxSize: '1Ki', containerLogMonitorIntervalMs: 10_000 },
    })
    const containers = ['small', 'large', 'ended'].map((name) => ({ name, image: 'web:1' }))
    const { metadata } = await world.createPod('web', { containers, restartPolicy: 'Never' })
    world.runtime.exitContainer((await world.container('ended'))?.id ?? '', 0)
    const logs = join(world.rootDirectory, 'logs', `default_web_${metadata.uid}`)
    for (const [name, size] of [
      ['small', 1024],
      ['large', 1025],
      ['ended', 5000],
    ] as const) {
      mkdirSync(join(logs, name), { recursive: true })
      writeFileSync(join(logs, name, '0.log'), 'x'.repeat(size))
    }
    await world.advance(9)
    expect(readdirSync(join(logs, 'large'))).toEqual(['0.log'])
    await world.advance(2)
    const large = await world.container('large')
    expect(world.calls.filter((call) => call.startsWith('reopen'))).toEqual([
      `reopenContainerLog ${large?.id}`,
    ])
    expect(readdirSync(join(logs, 'large'))).toEqual(['0.log.20260101-000010'])
    expect([readdirSync(join(logs, 'small')), readdirSync(join(logs, 'ended'))]).toEqual([
      ['0.log'],
      ['0.log'],
    ])
  })
})
