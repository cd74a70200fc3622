import { fieldErrorText, invalid, labelValueErrors, qualifiedNameErrors, StatusError } from '@knarr/machinery'

export type LabelSet = ReadonlyMap<string, string>

/** The labels that `a=b,c=d` asks for. @throws StatusError for anything else; upstream answers with the bare error */
export function labelsOfSelector(selector: string): LabelSet {
  return new Map(selector === '' ? [] : selector.split(',').map(labelOf))
}

function labelOf(text: string): [string, string] {
  const parts = text.split('=')
  if (parts.length !== 2) throw bareError(`invalid selector: [${parts.join(' ')}]`)
  const [key = '', value = ''] = parts.map((part) => part.trim())
  refuseProblems('<nil>', key, qualifiedNameErrors(key))
  refuseProblems(`[${key}]`, value, labelValueErrors(value))
  return [key, value]
}

function refuseProblems(path: string, value: string, problems: readonly string[]): void {
  if (problems.length > 0) throw bareError(fieldErrorText(invalid(path, value, problems.join('; '))))
}

function bareError(message: string): StatusError {
  return new StatusError({ code: 500, message })
}
