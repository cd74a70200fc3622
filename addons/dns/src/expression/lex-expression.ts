/** An expression that cannot be read or evaluated; the message says where. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

export interface ExpressionToken {
  readonly kind: 'number' | 'string' | 'word' | 'symbol' | 'end'
  /** Of strings, what they stand for. */
  readonly text: string
  /** Where it begins, counted from 1. */
  readonly column: number
}

const tokenPattern =
  /\s+|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_]\w*)|(?<quoted>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)|(?<symbol>\*\*|==|!=|<=|>=|&&|\|\||\?\?|\.\.|[-+*/%^<>!?:()[\],])/gy

/** The words of an expression, `end` the last. @throws ExpressionError */
export function lexExpression(text: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = []
  tokenPattern.lastIndex = 0
  for (let at = 0; at < text.length; at = tokenPattern.lastIndex) {
    const match = tokenPattern.exec(text)
    if (!match) throw new ExpressionError(`unrecognized character: ${JSON.stringify(text[at])} (1:${at + 1})`)
    const { number, word, quoted, symbol } = match.groups ?? {}
    const column = at + 1
    if (number !== undefined) tokens.push({ kind: 'number', text: number, column })
    if (word !== undefined) tokens.push({ kind: 'word', text: word, column })
    if (quoted !== undefined) tokens.push({ kind: 'string', text: unquoted(quoted), column })
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, column })
  }
  return [...tokens, { kind: 'end', text: 'EOF', column: text.length + 1 }]
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function unquoted(quoted: string): string {
  const inside = quoted.slice(1, -1)
  if (quoted.startsWith('`')) return inside
  return inside.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
}
