import type { Change } from './store.ts'

/** The encodings of one change, each made once however many watchers want it. */
export class Frames {
  #byRepresentation: Map<string, Uint8Array> | undefined

  get(representation: string): Uint8Array | undefined {
    return this.#byRepresentation?.get(representation)
  }

  set(representation: string, bytes: Uint8Array): void {
    this.#byRepresentation ??= new Map()
    this.#byRepresentation.set(representation, bytes)
  }
}

/**
 * The change as one watch event in `representation` (the caller's name for media type, version and kind
 * of event): `make` runs for the first watcher only. A change without `frames` is made every time.
 */
export function frame(
  change: Change,
  representation: string,
  make: (change: Change) => Uint8Array,
): Uint8Array {
  const known = change.frames?.get(representation)
  if (known) return known
  const bytes = make(change)
  change.frames?.set(representation, bytes)
  return bytes
}
