/** One block of PEM text. */
export interface PemBlock {
  /** As `CERTIFICATE`. */
  readonly type: string
  readonly hasHeaders: boolean
  readonly bytes: Buffer
}

const beginning = '-----BEGIN '
const ending = '-----END '

/** The blocks of a text; what is between them, or no block, is passed over. Takes time by its length, whatever it is. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  let end = -1
  let begin = lineWith(text, beginning, 0)
  while (begin >= 0) {
    const next = lineWith(text, beginning, begin + 1)
    if (end < begin) end = lineWith(text, ending, begin)
    if (end < 0) break
    const block = next < 0 || next > end ? blockBetween(text, begin, end) : undefined
    if (block) blocks.push(block)
    begin = next
  }
  return blocks
}

function blockBetween(text: string, begin: number, end: number): PemBlock | undefined {
  const type = labelOf(text, begin + beginning.length)
  if (type === undefined || type !== labelOf(text, end + ending.length)) return undefined
  return blockOf(type, text.slice(text.indexOf('\n', begin) + 1, end))
}

/** Where the next line that begins so does; -1 where there is none. */
function lineWith(text: string, prefix: string, from: number): number {
  if (from === 0 && text.startsWith(prefix)) return 0
  const found = text.indexOf(`\n${prefix}`, Math.max(0, from - 1))
  return found < 0 ? -1 : found + 1
}

/** What stands between the dashes of a line. */
function labelOf(text: string, from: number): string | undefined {
  const lineEnd = text.indexOf('\n', from)
  const line = text.slice(from, lineEnd < 0 ? undefined : lineEnd).trimEnd()
  return line.endsWith('-----') ? line.slice(0, -5) : undefined
}

/** A block as text, in lines of 64 characters. */
export function writePem(type: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${type}-----\n${lines}\n-----END ${type}-----\n`
}

function blockOf(type: string, body: string): PemBlock | undefined {
  const lines = body.split(/\r?\n/)
  const headers = lines.findIndex((line) => !line.includes(':'))
  const data = lines.slice(headers).join('').replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data) || data.length % 4 !== 0) return undefined
  return { type, hasHeaders: headers > 0, bytes: Buffer.from(data, 'base64') }
}
