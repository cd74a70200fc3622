import { isMachine } from '../elf/elf-image.ts'
import { pauseExecutable } from '../elf/pause-executable.ts'
import type { LocalImage } from './local-image.ts'

/** The image of a pod's pause container, for runtimes that want one: a single file of some 250 bytes. */
export function pauseImage(reference: string, architecture: string): LocalImage {
  if (!isMachine(architecture)) throw new Error(`there is no pause image for ${architecture} processors`)
  return {
    reference,
    architecture,
    files: [{ path: '/pause', mode: 0o755, content: pauseExecutable(architecture) }],
    config: { Entrypoint: ['/pause'], User: '65535:65535' },
  }
}
