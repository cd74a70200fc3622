import { once } from 'node:events'
import zlib from 'node:zlib'

/** The name/value compression dictionary of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00, section 2.6.10.1). */
const words =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow ' +
  'authorization cache-control connection content-base content-encoding content-language content-length ' +
  'content-location content-md5 content-range content-type date etag expect expires from host if-match ' +
  'if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma ' +
  'proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade ' +
  'user-agent vary via warning www-authenticate method get status'
const moreWords = ['200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin']
const tail =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized' +
  '403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,' +
  'text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.'

export function spdyDictionary(): Buffer {
  const parts = [...words.split(' '), ...moreWords].map((word) => lengthPrefixed(Buffer.from(word, 'latin1')))
  return Buffer.concat([...parts, Buffer.from(tail, 'latin1')])
}

export type SpdyHeaders = Readonly<Record<string, string>>

/** One direction's header compression: blocks share one zlib stream, so they must go through it in order. */
export class HeaderCodec {
  readonly #deflate = zlib.createDeflate({ dictionary: spdyDictionary(), flush: zlib.constants.Z_SYNC_FLUSH })
  readonly #inflate = zlib.createInflate({ dictionary: spdyDictionary(), flush: zlib.constants.Z_SYNC_FLUSH })

  async encode(headers: SpdyHeaders): Promise<Buffer> {
    const pairs = Object.entries(headers)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(pairs.length)
    const texts = pairs.flatMap(([name, value]) => [
      lengthPrefixed(Buffer.from(name.toLowerCase(), 'latin1')),
      lengthPrefixed(Buffer.from(value, 'utf8')),
    ])
    return await throughZlib(this.#deflate, Buffer.concat([count, ...texts]))
  }

  /** @throws RangeError or a zlib error on a block that is not one. */
  async decode(block: Uint8Array): Promise<SpdyHeaders> {
    const bytes = await throughZlib(this.#inflate, block)
    const headers: Record<string, string> = Object.create(null)
    let at = 4
    const text = (encoding: 'latin1' | 'utf8'): string => {
      const end = at + 4 + bytes.readUInt32BE(at)
      if (end > bytes.length) throw new RangeError('SPDY header block ends early')
      const value = bytes.toString(encoding, at + 4, end)
      at = end
      return value
    }
    for (let left = bytes.readUInt32BE(0); left > 0; left--) headers[text('latin1')] = text('utf8')
    return headers
  }

  close(): void {
    this.#deflate.close()
    this.#inflate.close()
  }
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(bytes.length)
  return Buffer.concat([prefix, bytes])
}

async function throughZlib(stream: zlib.Deflate | zlib.Inflate, input: Uint8Array): Promise<Buffer> {
  const failed = new AbortController()
  const chunks: Buffer[] = []
  const collect = (chunk: Buffer): number => chunks.push(chunk)
  stream.on('data', collect)
  try {
    await Promise.race([
      new Promise<void>((resolve) => {
        stream.write(input, () => stream.flush(zlib.constants.Z_SYNC_FLUSH, () => setImmediate(resolve)))
      }),
      once(stream, 'error', { signal: failed.signal }).then(([error]) => Promise.reject(error)),
    ])
  } finally {
    failed.abort()
    stream.off('data', collect)
  }
  return Buffer.concat(chunks)
}
