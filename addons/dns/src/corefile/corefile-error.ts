/** Where something stands in a Corefile or in a file it imports. */
export interface Location {
  readonly file: string
  readonly line: number
}

/** A Corefile that cannot be run; the message says where and why, as CoreDNS words it. */
export class CorefileError extends Error {
  override readonly name = 'CorefileError'

  constructor({ file, line }: Location, problem: string) {
    super(`${file}:${line} - Error during parsing: ${problem}`)
  }
}

/** A directive whose arguments are too few, too many or misplaced. */
export function wrongArguments(at: Location & { readonly name: string }): CorefileError {
  return new CorefileError(at, `Wrong argument count or unexpected line ending after '${at.name}'`)
}
