/** One block of PEM text. */
export interface PemBlock {
  /** As `CERTIFICATE`. */
  readonly type: string
  readonly hasHeaders: boolean
  readonly bytes: Buffer
}

const blockPattern = /^-----BEGIN ([^\n]*?)-----[ \t]*\r?\n([\s\S]*?)^-----END \1-----[ \t]*$/gm

/** The blocks of a text; what is between them, or no block, is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(blockPattern)].flatMap(([, type = '', body = '']) => blockOf(type, body) ?? [])
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
