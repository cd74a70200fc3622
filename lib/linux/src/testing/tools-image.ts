import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { librariesOf } from '../images/hello-image.ts'
import type { ImageFile, LocalImage } from '../images/local-image.ts'
import { busyboxImage } from './busybox-image.ts'

/** An image of this machine's busybox, and of other programs of it with the libraries they are linked with. */
export function toolsImage(reference: string, programs: readonly string[]): LocalImage {
  const { files, ...image } = busyboxImage(reference)
  const linked = programs.flatMap((path) => librariesOf(execFileSync('ldd', [path], { encoding: 'utf8' })))
  const paths = [...new Set([...programs, ...linked])]
  const tools = paths.map((path): ImageFile => ({ path, mode: 0o755, source: realpathSync(path) }))
  return { ...image, files: [...files, ...tools] }
}
