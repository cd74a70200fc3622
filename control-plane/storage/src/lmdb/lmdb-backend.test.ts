import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { BackendError } from '../backend-error.ts'
import { openStore } from '../mvcc/mvcc-store.ts'
import { backendSuite, reopenedBy, storeSuite } from '../testing/index.ts'
import { failure } from './failure.ts'
import { LmdbBackend } from './lmdb-backend.ts'

const writer = fileURLToPath(new URL('../testing/writer.ts', import.meta.url))

async function directory(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'knarr.storage-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

backendSuite('LmdbBackend', async () => {
  const { path, [Symbol.asyncDispose]: clean } = await directory()
  const backend = await LmdbBackend.open(path)
  let current = backend
  return {
    backend,
    reopen: async () => {
      await current[Symbol.asyncDispose]()
      current = await LmdbBackend.open(path)
      return current
    },
    [Symbol.asyncDispose]: async () => {
      await current[Symbol.asyncDispose]()
      await clean()
    },
  }
})

storeSuite('the store on LMDB', async () => {
  const { path, [Symbol.asyncDispose]: clean } = await directory()
  const open = async () =>
    openStore(await LmdbBackend.open(path), { clock: new VirtualClock(), retention: { memoryBytes: 1_000 } })
  const fixture = await reopenedBy(open)
  return {
    ...fixture,
    [Symbol.asyncDispose]: async () => {
      await fixture[Symbol.asyncDispose]()
      await clean()
    },
  }
})

describe('LmdbBackend refuses', () => {
  it('a path that is a file', async () => {
    await using dir = await directory()
    const path = join(dir.path, 'file')
    await writeFile(path, '')
    await expect(LmdbBackend.open(path)).rejects.toThrow(
      `cannot open the store in ${path}: it is not a directory`,
    )
    await expect(LmdbBackend.open(join(path, 'below'))).rejects.toMatchObject({ reason: 'Unreadable' })
  })

  it('a file that is no LMDB file', async () => {
    await using dir = await directory()
    await writeFile(join(dir.path, 'data.mdb'), Buffer.alloc(16_384, 'no store'))
    await expect(LmdbBackend.open(dir.path)).rejects.toThrow(
      `cannot open the store in ${dir.path}: the file in it is damaged or no store`,
    )
  })

  it('a directory that is already open, until it is closed', async () => {
    await using dir = await directory()
    const backend = await LmdbBackend.open(dir.path)
    await expect(LmdbBackend.open(dir.path)).rejects.toThrow(
      `the store in ${dir.path} is already open in this process`,
    )
    await backend[Symbol.asyncDispose]()
    await expect(backend.get('a')).rejects.toThrow(`the store in ${dir.path} is closed`)
    await expect(backend.commit({})).rejects.toThrow(BackendError)
    await (await LmdbBackend.open(dir.path))[Symbol.asyncDispose]()
  })

  it('a directory that another process has open, until that process ends', async () => {
    await using dir = await directory()
    const other = spawn(process.execPath, [writer, dir.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(other.stdout, 'data')
    await expect(LmdbBackend.open(dir.path)).rejects.toThrow(
      `the store in ${dir.path} is in use by process ${other.pid}`,
    )
    other.kill('SIGKILL')
    await once(other, 'exit')
    await (await LmdbBackend.open(dir.path))[Symbol.asyncDispose]()
  })
})

describe('what LMDB and the file system say', () => {
  it.each([
    ['EACCES', 'Unreadable', 'cannot open the store in /d: permission denied'],
    ['EROFS', 'Unreadable', 'cannot open the store in /d: the file system is read-only'],
    ['ENOSPC', 'Full', 'cannot open the store in /d: the disk is full'],
    ['EIO', 'Failed', 'cannot open the store in /d: it said EIO'],
  ])('%s is %s', (code, reason, message) => {
    const said = Object.assign(new Error(`it said ${code}`), { code })
    const error = failure(said, '/d', 'open')
    expect(error).toMatchObject({ reason, message, cause: said })
  })
})
