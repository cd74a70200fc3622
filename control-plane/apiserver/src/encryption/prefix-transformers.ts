import { identity, type ValueTransformer } from './value-transformer.ts'

/** What was read, and whether a newer key would write it. */
export interface Read {
  readonly plain: Uint8Array
  readonly isStale: boolean
}

const encrypted = Buffer.from('k8s:enc:')

/** The keys of a resource: the first writes, all of them read. */
export class PrefixTransformers {
  readonly #transformers: readonly ValueTransformer[]

  constructor(transformers: readonly ValueTransformer[]) {
    this.#transformers = transformers
  }

  toStorage(plain: Uint8Array, context: string): Uint8Array {
    const [first = identity] = this.#transformers
    const kept = first.toStorage(plain, context)
    return first.prefix ? Buffer.concat([Buffer.from(first.prefix), kept]) : kept
  }

  /** @throws Error in upstream's words where no key reads it */
  fromStorage(kept: Uint8Array, context: string): Read {
    const isPlain = !startsWith(kept, encrypted)
    let failure: unknown
    for (const [index, transformer] of this.#transformers.entries()) {
      const prefix = Buffer.from(transformer.prefix)
      if (isPlain !== (prefix.length === 0) || !startsWith(kept, prefix)) continue
      try {
        const plain = transformer.fromStorage(isPlain ? kept : kept.subarray(prefix.length), context)
        return { plain, isStale: index > 0 }
      } catch (error) {
        failure ??= error
      }
    }
    throw failure ?? new Error('no matching prefix found')
  }
}

function startsWith(bytes: Uint8Array, start: Buffer): boolean {
  return bytes.length >= start.length && start.equals(bytes.subarray(0, start.length))
}
