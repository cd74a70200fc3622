import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveSubPath } from './sub-path.ts'

let volume: string

beforeEach(() => {
  volume = realpathSync(mkdtempSync(join(tmpdir(), 'knarr-sub-path-')))
  chmodSync(volume, 0o777)
})

afterEach(() => rmSync(volume, { recursive: true, force: true }))

describe('resolveSubPath', () => {
  it('makes missing directories with the mode of the volume', async () => {
    expect(await resolveSubPath(volume, 'a/./b/')).toBe(join(volume, 'a/b'))
    expect(statSync(join(volume, 'a/b')).mode & 0o7777).toBe(0o777)
  })

  it('leads to files', async () => {
    writeFileSync(join(volume, 'file'), '')
    expect(await resolveSubPath(volume, 'file')).toBe(join(volume, 'file'))
  })

  it('follows links that stay inside', async () => {
    mkdirSync(join(volume, '..2026'))
    symlinkSync('..2026', join(volume, '..data'))
    writeFileSync(join(volume, '..2026/key'), '')
    symlinkSync('..data/key', join(volume, 'key'))
    expect(await resolveSubPath(volume, 'key')).toBe(join(volume, '..2026/key'))
  })

  it.each([
    ['out/x', '/', 'subPath "out/x" leads out of the volume'],
    ['out', '/etc/passwd', 'subPath "out" leads out of the volume'],
    ['out/a', '..', 'subPath "out/a" leads out of the volume'],
    ['out', 'nowhere', 'subPath "out" follows a link to what is not there'],
  ])('refuses %s where out links to %s', async (subPath, target, text) => {
    symlinkSync(target, join(volume, 'out'))
    await expect(resolveSubPath(volume, subPath)).rejects.toThrow(text)
  })

  it.each([
    ['/etc', 'error SubPath `/etc` must not be an absolute path'],
    ['a/../b', "unable to provision SubPath `a/../b`: must not contain '..'"],
  ])('refuses %s', async (subPath, text) => {
    await expect(resolveSubPath(volume, subPath)).rejects.toThrow(text)
  })

  it('refuses to go through a file', async () => {
    writeFileSync(join(volume, 'file'), '')
    await expect(resolveSubPath(volume, 'file/x')).rejects.toThrow(
      'failed to create subPath directory "file/x"',
    )
  })
})
