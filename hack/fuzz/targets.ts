import { decoderTargets } from './decoders.ts'
import { patchTargets } from './patches.ts'
import type { Target } from './run-target.ts'
import { textTargets } from './texts.ts'

/** All that reads what strangers send. */
export function allTargets(): readonly Target[] {
  return [...decoderTargets(), ...patchTargets(), ...textTargets()]
}
