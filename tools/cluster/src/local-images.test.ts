import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pauseArchive } from './local-images.ts'

const directory = mkdtempSync(join(tmpdir(), 'local-images-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('pauseArchive', () => {
  it('leaves alone what a runtime reads when another node makes it again', async () => {
    const path = await pauseArchive('x64', directory)
    const reading = openSync(path, 'r')
    const before = fstatSync(reading, { bigint: true }).mtimeNs
    const again = await Promise.all([pauseArchive('x64', directory), pauseArchive('x64', directory)])
    expect(again).toEqual([path, path])
    expect(fstatSync(reading, { bigint: true }).mtimeNs).toBe(before)
    expect(readdirSync(directory)).toHaveLength(1)
    closeSync(reading)
  })
})
