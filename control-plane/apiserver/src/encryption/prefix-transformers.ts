import { identity, type ValueTransformer } from './value-transformer.ts'

/** One that may have written some bytes, and what it wrote behind its prefix. */
interface Match {
  readonly transformer: ValueTransformer
  readonly rest: Uint8Array
}

const encrypted = Buffer.from('k8s:enc:')

/** The keys of a resource: the first writes, all of them read. */
export class PrefixTransformers {
  readonly #transformers: readonly ValueTransformer[]
  /** Theirs, in bytes. */
  readonly #prefixes: readonly Buffer[]
  readonly #mayFetch: boolean

  constructor(transformers: readonly ValueTransformer[]) {
    this.#transformers = transformers
    this.#prefixes = transformers.map(({ prefix }) => Buffer.from(prefix))
    this.#mayFetch = transformers.some(({ prepare }) => prepare)
  }

  toStorage(plain: Uint8Array, context: string): Uint8Array {
    const [first = identity] = this.#transformers
    const [prefix] = this.#prefixes
    const kept = first.toStorage(plain, context)
    return prefix?.length ? Buffer.concat([prefix, kept]) : kept
  }

  /** Fetches what `fromStorage` takes; undefined where nothing is missing. */
  prepare(kept: Uint8Array): Promise<void> | undefined {
    if (!this.#mayFetch) return undefined
    for (const { transformer, rest } of this.#matches(kept)) {
      const fetching = transformer.prepare?.(rest)
      if (fetching) return fetching
    }
    return undefined
  }

  /** @throws Error in upstream's words where no key reads it */
  fromStorage(kept: Uint8Array, context: string): Uint8Array {
    return this.#read(kept, context).plain
  }

  /** Whether a newer key would write it. @throws Error where no key reads it */
  isStale(kept: Uint8Array, context: string): boolean {
    const [only, ...others] = this.#matches(kept)
    const match = only && others.length === 0 ? only : this.#read(kept, context).match
    const { transformer, rest } = match
    return transformer !== this.#transformers[0] || (transformer.isOutdated?.(rest) ?? false)
  }

  #read(kept: Uint8Array, context: string): { plain: Uint8Array; match: Match } {
    let failure: unknown
    for (const match of this.#matches(kept)) {
      try {
        return { plain: match.transformer.fromStorage(match.rest, context), match }
      } catch (error) {
        failure ??= error
      }
    }
    throw failure ?? new Error('no matching prefix found')
  }

  *#matches(kept: Uint8Array): Iterable<Match> {
    const isPlain = !startsWith(kept, encrypted)
    for (const [index, transformer] of this.#transformers.entries()) {
      const prefix = this.#prefixes[index] as Buffer
      if (isPlain !== (prefix.length === 0) || !startsWith(kept, prefix)) continue
      yield { transformer, rest: isPlain ? kept : kept.subarray(prefix.length) }
    }
  }
}

function startsWith(bytes: Uint8Array, start: Buffer): boolean {
  return bytes.length >= start.length && start.equals(bytes.subarray(0, start.length))
}
