export interface TarEntry {
  /** Relative, as in the archive. */
  readonly path: string
  readonly type: 'file' | 'directory' | 'symlink'
  readonly size: number
  readonly mode: number
  readonly link?: string
}

const types = { file: '0', symlink: '2', directory: '5' }
const longName = '././@LongLink'

/** The header of an entry (ustar; with GNU's long name entries before it where the name needs them). */
export function tarBlock(entry: TarEntry): Buffer {
  const blocks: Buffer[] = []
  if (Buffer.byteLength(entry.path) > 100) blocks.push(longEntry('L', entry.path))
  if (Buffer.byteLength(entry.link ?? '') > 100) blocks.push(longEntry('K', entry.link ?? ''))
  blocks.push(header(entry, types[entry.type]))
  return Buffer.concat(blocks)
}

/** What fills an entry's content up to whole blocks. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((512 - (size % 512)) % 512)
}

/** The two empty blocks at an archive's end. */
export const tarEnd: Buffer = Buffer.alloc(1024)

function longEntry(type: string, text: string): Buffer {
  const content = Buffer.from(`${text}\0`)
  const entry: TarEntry = { path: longName, type: 'file', size: content.length, mode: 0 }
  return Buffer.concat([header(entry, type), content, tarPadding(content.length)])
}

function header({ path, size, mode, link }: TarEntry, type: string): Buffer {
  const block = Buffer.alloc(512)
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')
  block.write(path, 0, 100)
  block.write(octal(mode, 7), 100)
  block.write(octal(0, 7), 108)
  block.write(octal(0, 7), 116)
  block.write(octal(type === '0' || type === 'L' || type === 'K' ? size : 0, 11), 124)
  block.write(octal(0, 11), 136)
  block.write('        ', 148)
  block.write(type, 156)
  block.write(link ?? '', 157, 100)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}
