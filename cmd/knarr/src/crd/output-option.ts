import { OptionError } from '@knarr/component'

export const outputTable = {
  output: { type: 'string', short: 'o', help: 'json, for programs; text for people unless given.' },
} as const

/** @throws OptionError for any other form */
export function wantsJson({ output }: { readonly output: string | undefined }): boolean {
  if (output && output !== 'json')
    throw new OptionError(`invalid value "${output}" for --output: must be json`)
  return output === 'json'
}
