import type { Location } from './corefile-error.ts'

export interface CorefileToken extends Location {
  readonly text: string
  readonly isQuoted: boolean
  /** Whether it is the first word of its line. */
  readonly startsLine: boolean
}

/** Values that `{$NAME}` and `{%NAME%}` stand for. */
export type Variables = Readonly<Record<string, string | undefined>>

const tokenPattern = /"((?:\\.|[^"\\])*)"?|(#[^\n]*)|(\n)|[^\S\n]+|((?:[^\s\\]|\\[\s\S])+)/gy

/** The words of a Corefile: quoted strings keep their spaces, `#` starts a comment, a word is one of a line. */
export function lexCorefile(text: string, file: string, variables: Variables): CorefileToken[] {
  const tokens: CorefileToken[] = []
  let line = 1
  let startsLine = true
  for (const match of text.replaceAll('\r\n', '\n').matchAll(tokenPattern)) {
    const [, inside, comment, newline, word] = match
    if (newline) {
      line++
      startsLine = true
    } else if (comment === undefined && (inside !== undefined || word !== undefined)) {
      const raw = inside === undefined ? (word ?? '') : inside.replace(/\\"/g, '"')
      tokens.push({ text: expand(raw, variables), isQuoted: inside !== undefined, file, line, startsLine })
      startsLine = false
      line += (raw.match(/\n/g) ?? []).length
    }
  }
  return tokens
}

function expand(text: string, variables: Variables): string {
  if (!text.includes('{')) return text
  return text.replace(
    /\{\$([^}]*)\}|\{%([^%}]*)%\}/g,
    (_, dollar, percent) => variables[dollar ?? percent] ?? '',
  )
}
