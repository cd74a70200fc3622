import { X509Certificate } from 'node:crypto'
import { type FieldError, invalid, type PemBlock, pemBlocks, tooLong } from '@knarr/machinery'

const maxBytes = 1024 * 1024

/** At least one authority's certificate in PEM, each once, and nothing else: upstream's `validateTrustBundle`. */
export function validateTrustAnchors(field: string, bundle: string): FieldError[] {
  if (Buffer.byteLength(bundle) > maxBytes) return [tooLong(field, maxBytes)]
  const blocks = pemBlocks(bundle)
  const messages = blocks.flatMap((block, index) => anchorError(block, index) ?? [])
  if (messages.length === 0) messages.push(...repetitions(blocks))
  if (blocks.length === 0) messages.push('at least one trust anchor must be provided')
  return messages.map((message) => invalid(field, '<value omitted>', message))
}

function anchorError({ type, hasHeaders, bytes }: PemBlock, index: number): string | undefined {
  if (type !== 'CERTIFICATE') return `entry ${index} has bad block type: ${type}`
  if (hasHeaders) return `entry ${index} has PEM block headers`
  try {
    return new X509Certificate(bytes).ca ? undefined : `entry ${index} does not have the CA bit set`
  } catch {
    return `entry ${index} does not parse as X.509`
  }
}

function repetitions(blocks: readonly PemBlock[]): string[] {
  const indices = new Map<string, number[]>()
  for (const [index, { bytes }] of blocks.entries()) {
    const key = bytes.toString('base64')
    const same = indices.get(key)
    if (same) same.push(index)
    else indices.set(key, [index])
  }
  return [...indices.values()]
    .filter((same) => same.length > 1)
    .map((same) => `duplicate trust anchor (indices [${same.join(' ')}])`)
}
