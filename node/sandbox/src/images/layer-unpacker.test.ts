import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { runCommand, SyscallRunner } from '@knarr/linux'
import { describeWithNamespaces } from '@knarr/linux/testing'
import { type Header, pack } from 'tar-stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unpackLayer } from './layer-unpacker.ts'

type Entry = Partial<Header> & { readonly name: string; readonly content?: string }

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const { content = '', ...header } of entries) tar.entry({ uid: 0, gid: 0, ...header }, content)
  tar.finalize()
  return buffer(tar as unknown as Readable)
}

describeWithNamespaces('unpacking a layer', () => {
  let root: string
  let directory: string
  let runner: SyscallRunner
  beforeEach(() => {
    root = mkdtempSync(`${tmpdir()}/layers-`)
    directory = mkdtempSync(`${root}/layer-`)
    runner = new SyscallRunner(`${root}/programs`)
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const unpack = async (entries: readonly Entry[]): Promise<string> =>
    unpackLayer(Readable.from([await tarOf(entries)]), directory, runner)

  it('keeps owners, modes, times and links', async () => {
    const mtime = new Date('2020-01-02T03:04:05Z')
    await unpack([
      { name: 'bin/', type: 'directory', mode: 0o711, mtime },
      { name: 'bin/tool', mode: 0o4755, uid: 12, gid: 34, mtime, content: 'body' },
      { name: 'bin/hard', type: 'link', linkname: 'bin/tool' },
      { name: 'bin/soft', type: 'symlink', linkname: '/bin/tool', uid: 5 },
      { name: 'made/on/the/way', content: '' },
    ])
    const tool = lstatSync(`${directory}/bin/tool`)
    expect([tool.mode & 0o7777, tool.uid, tool.gid, tool.mtime]).toEqual([0o4755, 12, 34, mtime])
    expect(lstatSync(`${directory}/bin/hard`).ino).toBe(tool.ino)
    expect([readlinkSync(`${directory}/bin/soft`), lstatSync(`${directory}/bin/soft`).uid]).toEqual([
      '/bin/tool',
      5,
    ])
    const bin = lstatSync(`${directory}/bin`)
    expect([bin.mode & 0o777, bin.mtime]).toEqual([0o711, mtime])
  })

  it('turns whiteouts into what overlayfs understands, and makes devices', async () => {
    await unpack([
      { name: 'gone/.wh.file' },
      { name: 'opaque/.wh..wh..opq' },
      { name: 'dev/thing', type: 'character-device', devmajor: 10, devminor: 229, mode: 0o640 },
      { name: 'pipe', type: 'fifo', mode: 0o622 },
    ])
    const whiteout = lstatSync(`${directory}/gone/file`)
    expect([whiteout.isCharacterDevice(), whiteout.rdev]).toEqual([true, 0])
    const thing = lstatSync(`${directory}/dev/thing`)
    expect([thing.rdev, thing.mode & 0o777]).toEqual([(10 << 8) | 229, 0o640])
    expect(lstatSync(`${directory}/pipe`).isFIFO()).toBe(true)
    // Hidden in a mount of the layer over another is what the lower one has there.
    const script = `mkdir -p lower/gone lower/opaque up work m && touch lower/gone/file lower/gone/kept lower/opaque/x
      mount -t overlay overlay -o lowerdir=${directory}:lower,upperdir=up,workdir=work m && ls -A m/gone m/opaque`
    const seen = await runCommand(['unshare', '-m', 'sh', '-ec', `cd ${root}; ${script}`])
    expect(seen).toBe('m/gone:\nkept\n\nm/opaque:\n')
  })

  it('keeps extended attributes', async () => {
    await unpack([{ name: 'tool', content: 'x', pax: { 'SCHILY.xattr.user.note': 'value' } }])
    const names = await runCommand([
      'sh',
      '-c',
      `getfattr -n user.note --only-values ${directory}/tool 2>/dev/null || python3 -c "import os;print(os.getxattr('${directory}/tool','user.note').decode(),end='')"`,
    ])
    expect(names).toBe('value')
  })

  it.each([
    ['../outside', {}],
    ['a/../../outside', {}],
    ['hard', { type: 'link' as const, linkname: '../../etc/passwd' }],
  ])('refuses %s', async (name, header) => {
    await expect(unpack([{ name, ...header, content: '' }])).rejects.toThrow(/path leaves the root/)
    expect(readdirSync(root).sort()).toEqual([directory.slice(root.length + 1), 'programs'])
    expect(readdirSync(directory).filter((entry) => entry !== 'a')).toEqual([])
  })

  it('follows links among the parents within the layer only', async () => {
    await unpack([
      { name: 'escape', type: 'symlink', linkname: '../../../../tmp' },
      { name: 'absolute', type: 'symlink', linkname: '/inner' },
      { name: 'escape/one', content: '1' },
      { name: 'absolute/two', content: '2' },
    ])
    expect(readFileSync(`${directory}/tmp/one`, 'utf8')).toBe('1')
    expect(readFileSync(`${directory}/inner/two`, 'utf8')).toBe('2')
  })

  it('replaces a link by a file of the same name, never writes through it', async () => {
    await unpack([
      { name: 'link', type: 'symlink', linkname: `${root}/victim` },
      { name: 'link', content: 'mine' },
    ])
    expect(readdirSync(root)).not.toContain('victim')
    expect(readFileSync(`${directory}/link`, 'utf8')).toBe('mine')
  })

  it('reads gzip, zstd and plain tars alike', async () => {
    const tar = await tarOf([{ name: 'file', content: 'same' }])
    const digests = new Set<string>()
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
      digests.add(await unpackLayer(Readable.from([bytes]), mkdtempSync(`${root}/layer-`), runner))
    }
    expect(digests.size).toBe(1)
  })

  it('fails on a broken archive', async () => {
    const broken = gzipSync(await tarOf([{ name: 'file', content: 'x'.repeat(5000) }])).subarray(0, 60)
    await expect(unpackLayer(Readable.from([broken]), directory, runner)).rejects.toThrow()
  })
})
