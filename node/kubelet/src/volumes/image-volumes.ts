import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../container-config/config-error.ts'
import type { NodeMounts, RunOnNode } from './node-mounts.ts'

export const imagePlugin = 'kubernetes.io~image'
export const imagePartPlugin = 'kubernetes.io~image-part'

/** Follows links within what is mounted at `$1`, and shows one part of it at `$3`. */
const bindPart = `part=$(realpath -e -- "$1/$2") || exit 1
case $part in "$1"|"$1"/*) exec mount --bind -o ro -- "$part" "$3" ;; esac
exit 1`

export interface ImageVolumesOptions {
  readonly mounts: NodeMounts
  readonly run: RunOnNode
  /** Mounts an image's files at a directory of the node. */
  mountImage(image: string, directory: string): Promise<void>
}

/** Shows containers the files of an image. They are mounted in the node alone: this process does not see them. */
export class ImageVolumes {
  readonly #options: ImageVolumesOptions

  constructor(options: ImageVolumesOptions) {
    this.#options = options
  }

  /**
   * Resolves with the directory of the node where the image, or a part of it, can be seen.
   * @throws ConfigError where the image has no such part
   */
  async mount(volumes: string, volume: string, image: string, subPath?: string): Promise<string> {
    const { mounts, run, mountImage } = this.#options
    const whole = join(volumes, imagePlugin, volume)
    await mkdir(whole, { recursive: true })
    await mounts.ensure(whole, () => mountImage(image, whole))
    if (!subPath) return whole
    const part = join(
      volumes,
      imagePartPlugin,
      `${volume}-${createHash('sha256').update(subPath).digest('hex').slice(0, 16)}`,
    )
    await mkdir(part, { recursive: true })
    try {
      await mounts.ensure(part, () => run(['sh', '-c', bindPart, 'sh', whole, subPath, part]))
    } catch (cause) {
      throw new ConfigError(`subPath "${subPath}" is not a directory of the image of volume "${volume}"`, {
        cause,
      })
    }
    return part
  }
}
