/** Records of comma-separated values (RFC 4180), as Go reads them: lines without a character are none. @throws Error */
export function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let at = 0
  while (at < text.length) {
    const record: string[] = []
    let isLast = false
    while (!isLast) {
      const { field, end } = text[at] === '"' ? quotedField(text, at) : plainField(text, at)
      record.push(field)
      isLast = text[end] !== ','
      at = end + 1
    }
    if (record.length > 1 || record[0] !== '') records.push(record)
  }
  return records
}

interface Field {
  readonly field: string
  /** Where the comma or the end of the line is. */
  readonly end: number
}

function plainField(text: string, start: number): Field {
  const match = /[,\n]/g
  match.lastIndex = start
  const end = match.exec(text)?.index ?? text.length
  const field = text.slice(start, end).replace(/\r$/, '')
  if (field.includes('"'))
    throw new Error(`parse error on line ${lineAt(text, start)}: bare " in non-quoted-field`)
  return { field, end }
}

function quotedField(text: string, start: number): Field {
  const match = /"((?:[^"]|"")*)"(?:\r?(?=\n|$(?![\s\S]))|(?=,))/y
  match.lastIndex = start
  const found = match.exec(text)
  if (!found)
    throw new Error(`parse error on line ${lineAt(text, start)}: extraneous or missing " in quoted-field`)
  return { field: (found[1] ?? '').replaceAll('""', '"'), end: match.lastIndex }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
