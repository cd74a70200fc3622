/** What is wrong with an expression, and where (in UTF-16 units). */
export interface Issue {
  readonly offset: number
  readonly message: string
}

/** Ends parsing at the first thing that is no CEL. */
export class ParseError extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

const longestSnippet = 16384

/** The issue as cel-go shows it: `ERROR: <input>:1:3: …`, the line, and a pointer below it. */
export function issueText(text: string, { offset, message }: Issue): string {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const column = [...before.slice(lineStart)].length
  const head = `ERROR: <input>:${line}:${column + 1}: ${message}`
  const lineEnd = text.indexOf('\n', lineStart)
  const snippet = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replaceAll('\t', ' ')
  if (snippet.length > longestSnippet) return head
  return `${head}\n | ${snippet}\n | ${pointer([...snippet], column)}`
}

/** Dots up to the column, as wide as what stands above them. */
function pointer(characters: readonly string[], column: number): string {
  const isWide = (character: string | undefined): boolean => (character?.codePointAt(0) ?? 0) > 0x7f
  const dots = characters.slice(0, column).map((character) => (isWide(character) ? '．' : '.'))
  return dots.join('') + (isWide(characters[column]) ? '＾' : '^')
}
