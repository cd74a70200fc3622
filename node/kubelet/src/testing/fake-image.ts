import { createHash } from 'node:crypto'
import type { Image } from '@knarr/rpc'

/** An image that is always the same for its name. */
export function fakeImage(name: string): Image {
  const digest = `sha256:${createHash('sha256').update(name).digest('hex')}`
  const [repository] = name.split('@')
  const tagAt = name.lastIndexOf(':') > name.lastIndexOf('/') ? name.lastIndexOf(':') : name.length
  return {
    id: digest,
    repoTags: name.includes('@') ? [] : [name],
    repoDigests: [`${(repository ?? name).slice(0, tagAt)}@${digest}`],
    sizeBytes: 1_000_000 + Number.parseInt(digest.slice(7, 13), 16),
  }
}
