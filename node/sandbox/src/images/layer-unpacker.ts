import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { kernel, SyscallProgram, type SyscallRunner } from '@knarr/linux'
import { extract, type Header } from 'tar-stream'

/** What Node's file functions cannot make, left to a syscall program. */
type Special =
  | { readonly kind: 'node'; readonly path: string; readonly mode: number; readonly device: number }
  | { readonly kind: 'attribute'; readonly path: string; readonly name: string; readonly value: Buffer }

/** A layer that cannot be what it says it is. */
export class LayerError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'LayerError'
  }
}

/**
 * Unpacks a layer (tar; gzip and zstd are recognised) into an empty directory, in the form overlayfs wants:
 * a whiteout becomes a device 0:0, an opaque directory gets an attribute. Nothing is written outside the
 * directory, whatever names and links say. Resolves with the digest of the unpacked tar, its diff id.
 */
export async function unpackLayer(
  layer: Readable,
  directory: string,
  runner: SyscallRunner,
): Promise<string> {
  const unpacker = new LayerUnpacker(directory)
  const hash = createHash('sha256')
  const tar = extract()
  const unpacking = (async () => {
    for await (const entry of tar) await unpacker.add(entry.header, entry as unknown as EntryContent)
  })()
  const plain = new PassThrough()
  plain.on('data', (chunk: Buffer) => hash.update(chunk))
  const decompressed = await decompress(layer)
  await Promise.all([pipeline(decompressed, plain, tar), unpacking])
  await unpacker.finish(runner)
  return `sha256:${hash.digest('hex')}`
}

/** Decompresses by what the data starts with. */
async function decompress(stream: Readable): Promise<Readable> {
  const magic = await peek(stream, 4)
  const source = stream
  if (magic[0] === 0x1f && magic[1] === 0x8b) return forward(source, createGunzip())
  if (magic.length >= 4 && magic.readUInt32LE(0) === 0xfd2fb528)
    return forward(source, createZstdDecompress())
  return source
}

function forward(source: Readable, through: NodeJS.ReadWriteStream & Readable): Readable {
  source.on('error', (error) => through.destroy(error))
  source.pipe(through)
  return through
}

async function peek(stream: Readable, size: number): Promise<Buffer> {
  for (;;) {
    const chunk = stream.read(size) as Buffer | null
    if (chunk) {
      stream.unshift(chunk)
      return chunk
    }
    if (stream.readableEnded) return Buffer.alloc(0)
    await new Promise<void>((resolve, reject) => {
      stream.once('readable', resolve)
      stream.once('end', resolve)
      stream.once('error', reject)
    })
  }
}

const whiteoutPrefix = '.wh.'
const opaqueMarker = '.wh..wh..opq'

class LayerUnpacker {
  readonly #directory: string
  readonly #specials: Special[] = []
  /** Set at the end: files written into a directory change it. */
  readonly #directoryTimes = new Map<string, Date>()

  constructor(directory: string) {
    this.#directory = directory
  }

  async add(header: Header, content: EntryContent): Promise<void> {
    const path = this.#place(header.name)
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (path !== this.#directory && name.startsWith(whiteoutPrefix)) this.#whiteOut(path, name)
    else await this.#write(path, header, content)
    content.resume()
  }

  async finish(runner: SyscallRunner): Promise<void> {
    for (let start = 0; start < this.#specials.length; start += 500) {
      const program = new SyscallProgram(runner.machine)
      for (const special of this.#specials.slice(start, start + 500)) makeSpecial(program, special)
      program.call('exit_group', [0])
      await runner.run(program)
    }
    for (const [path, time] of this.#directoryTimes) lutimesSync(path, time, time)
  }

  #whiteOut(path: string, name: string): void {
    const parent = path.slice(0, path.lastIndexOf('/'))
    if (name === opaqueMarker) {
      this.#specials.push({
        kind: 'attribute',
        path: parent,
        name: 'trusted.overlay.opaque',
        value: Buffer.from('y'),
      })
      return
    }
    const hidden = `${parent}/${name.slice(whiteoutPrefix.length)}`
    this.#specials.push({ kind: 'node', path: hidden, mode: kernel.S_IFCHR, device: 0 })
  }

  async #write(path: string, header: Header, content: EntryContent): Promise<void> {
    if (header.type === 'directory') this.#makeDirectory(path)
    else if (!(await this.#writeFile(path, header, content))) return
    const { uid = 0, gid = 0, mode = 0o644, mtime = new Date(0) } = header
    lchownSync(path, uid, gid)
    if (header.type !== 'symlink') chmodSync(path, mode & 0o7777)
    if (header.type === 'directory') this.#directoryTimes.set(path, mtime)
    else lutimesSync(path, mtime, mtime)
    this.#addAttributes(path, header)
  }

  /** Says whether there is a file now whose owner and mode are to be set. */
  async #writeFile(path: string, header: Header, content: EntryContent): Promise<boolean> {
    rmSync(path, { recursive: true, force: true })
    switch (header.type) {
      case 'symlink':
        symlinkSync(header.linkname ?? '', path)
        return true
      case 'link':
        linkSync(this.#place(header.linkname ?? ''), path)
        return false
      case 'character-device':
      case 'block-device':
      case 'fifo':
        this.#specials.push(specialOf(path, header))
        return false
      case 'file':
      case 'contiguous-file':
        await writeContent(path, content)
        return true
      default:
        return false
    }
  }

  #makeDirectory(path: string): void {
    const existing = lstatSync(path, { throwIfNoEntry: false })
    if (existing && !existing.isDirectory()) rmSync(path, { force: true })
    mkdirSync(path, { recursive: true })
  }

  #addAttributes(path: string, header: Header): void {
    for (const [key, value] of Object.entries(header.pax ?? {})) {
      const name = key.startsWith('SCHILY.xattr.') ? key.slice('SCHILY.xattr.'.length) : undefined
      if (!name || name.startsWith('trusted.overlay.')) continue
      this.#specials.push({ kind: 'attribute', path, name, value: Buffer.from(value, 'latin1') })
    }
  }

  /**
   * Where an entry goes. `..` is refused; a symbolic link among its parents is followed as a process whose
   * root is the directory would, so it cannot lead out.
   */
  #place(name: string): string {
    const parts = partsOf(name)
    if (parts.includes('..'))
      throw new LayerError(`invalid tar entry ${JSON.stringify(name)}: path leaves the root`)
    const last = parts.pop()
    if (last === undefined) return this.#directory
    return `${this.#resolve(parts)}/${last}`
  }

  #resolve(parts: readonly string[]): string {
    const rest = [...parts]
    let resolved: string[] = []
    for (let links = 0; rest.length > 0; ) {
      const part = rest.shift() as string
      const path = [this.#directory, ...resolved, part].join('/')
      const target = linkTarget(path)
      if (part === '..') {
        resolved.pop()
      } else if (target === undefined) {
        ensureDirectory(path)
        resolved.push(part)
      } else {
        if (++links > 40) throw new LayerError(`too many symbolic links at ${part}`)
        if (target.startsWith('/')) resolved = []
        rest.unshift(...partsOf(target))
      }
    }
    return [this.#directory, ...resolved].join('/')
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined
}

function ensureDirectory(path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  if (!existing) mkdirSync(path, { mode: 0o755 })
  else if (!existing.isDirectory())
    throw new LayerError(`${path.slice(path.lastIndexOf('/') + 1)} is not a directory in the layer`)
}

interface EntryContent extends AsyncIterable<Uint8Array> {
  resume(): unknown
}

async function writeContent(path: string, content: EntryContent): Promise<void> {
  const file = openSync(path, 'wx', 0o600)
  try {
    for await (const chunk of content) for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at)
  } finally {
    closeSync(file)
  }
}

function specialOf(path: string, { type, mode = 0o644, devmajor = 0, devminor = 0 }: Header): Special {
  const kind = type === 'fifo' ? kernel.S_IFIFO : type === 'block-device' ? kernel.S_IFBLK : kernel.S_IFCHR
  const device = (devmajor << 8) | (devminor & 0xff) | ((devminor & ~0xff) << 12)
  return { kind: 'node', path, mode: kind | (mode & 0o7777), device }
}

function makeSpecial(program: SyscallProgram, special: Special): void {
  const { path } = special
  if (special.kind === 'node') {
    program.call('umask', [0])
    const values = [kernel.AT_FDCWD, program.text(path), special.mode, special.device]
    program.call('mknodat', values, { what: `mknod ${path}` })
    return
  }
  const values = [
    program.text(path),
    program.text(special.name),
    program.data(special.value),
    special.value.length,
    0,
  ]
  program.call('lsetxattr', values, { what: `set ${special.name} on ${path}` })
}
