import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { pauseArchive } from './local-images.ts'

const run = promisify(execFile)
const directory = mkdtempSync(join(tmpdir(), 'local-images-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('pauseArchive', () => {
  it('is whole whenever it is there, however many nodes make it at once', async () => {
    const making = Array.from({ length: 8 }, () => pauseArchive('amd64', directory))
    const [path = ''] = await Promise.all([Promise.race(making)])
    while (existsSync(path)) {
      expect((await run('tar', ['tf', path])).stdout).toContain('index.json')
      const left = await Promise.race([Promise.all(making), undefined])
      if (left) break
    }
    expect(new Set(await Promise.all(making))).toEqual(new Set([path]))
    expect(readdirSync(directory)).toHaveLength(1)
  })
})
