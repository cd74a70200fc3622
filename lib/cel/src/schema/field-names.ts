const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)
const escapes: readonly (readonly [escaped: string, plain: string])[] = [
  ['__underscores__', '__'],
  ['__dot__', '.'],
  ['__dash__', '-'],
  ['__slash__', '/'],
]

/** A property's name as an identifier of CEL; undefined if it cannot be one. */
export function escapeFieldName(name: string): string | undefined {
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(name)) return undefined
  if (reserved.has(name)) return `__${name}__`
  return name.replace(/__|[.\-/]/g, (plain) => escapes.find((each) => each[1] === plain)?.[0] ?? plain)
}

/** The property an identifier stands for. */
export function unescapeFieldName(name: string): string {
  const word = /^__(.+)__$/.exec(name)?.[1]
  if (word !== undefined && reserved.has(word)) return word
  return name.replace(/__(?:underscores|dot|dash|slash)__/g, (text) => {
    return escapes.find(([escaped]) => escaped === text)?.[1] ?? text
  })
}
