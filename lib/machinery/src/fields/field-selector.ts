/** One condition on one field; all of a selector's requirements must hold. */
export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Picks objects by fields such as `metadata.name` or `spec.nodeName`. */
export interface FieldSelector {
  /** In the order of their texts. */
  readonly requirements: readonly FieldRequirement[]
  readonly isEverything: boolean
  /** An absent field counts as an empty one. */
  matches(fields: Readonly<Record<string, string>>): boolean
  /** The value the field must have for anything to match, if the selector demands one. */
  exactValue(field: string): string | undefined
  /** The form `parseFieldSelector` reads. */
  toString(): string
}

/** Reads `metadata.name=a,status.phase!=Running`; `\`, `,` and `=` in values are escaped by `\`. Throws upstream's texts. */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text)
    .filter((term) => term !== '')
    .sort()
  return fieldSelectorOf(terms.map((term) => requirementOf(term, text)))
}

export function fieldSelectorOf(requirements: readonly FieldRequirement[]): FieldSelector {
  return {
    requirements,
    isEverything: requirements.length === 0,
    matches: (fields) =>
      requirements.every(
        ({ field, operator, value }) => (operator === '=') === ((fields[field] ?? '') === value),
      ),
    exactValue: (field) =>
      requirements.find((requirement) => requirement.field === field && requirement.operator === '=')?.value,
    toString: () =>
      requirements
        .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
        .join(','),
  }
}

/** Makes a value safe to stand in a field selector's text. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&')
}

/** Splits at the commas that are not escaped. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\[\s\S]?|[^\\,])+/g) ?? []
}

function requirementOf(term: string, whole: string): FieldRequirement {
  const [, field, operator, value] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? []
  if (field === undefined || value === undefined) {
    throw new Error(`invalid selector: '${whole}'; can't understand '${term}'`)
  }
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) }
}

function unescapeValue(text: string): string {
  return text.replace(/\\([\s\S]?)|[,=]/g, (match, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw new Error(`invalid field selector: unescaped character in value: ${match.codePointAt(0)}`)
    }
    if (escaped === '' || !'\\,='.includes(escaped)) {
      throw new Error(`invalid field selector: invalid escape sequence: ${match}`)
    }
    return escaped
  })
}
