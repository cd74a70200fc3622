import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { pauseArchive } from './local-images.ts'

const directory = mkdtempSync(join(tmpdir(), 'local-images-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('pauseArchive', () => {
  it('is whole whenever it is there, however many nodes make it again', async () => {
    const path = await pauseArchive('x64', directory)
    const whole = readFileSync(path)
    const more = Promise.all(Array.from({ length: 30 }, () => pauseArchive('x64', directory)))
    let isMaking = true
    void more.finally(() => {
      isMaking = false
    })
    while (isMaking) {
      expect(readFileSync(path).equals(whole)).toBe(true)
      await setImmediate()
    }
    expect(new Set(await more)).toEqual(new Set([path]))
    expect(readdirSync(directory)).toHaveLength(1)
  })
})
