type Headers = Readonly<Record<string, string | undefined>>

/** The values of a header; one that came several times has been joined. */
export function valuesOf(text: string | undefined): string[] {
  return text ? text.split(',').map((part) => part.trim()) : []
}

/** What somebody says of a user beyond name and groups, in headers that begin with one of `prefixes`. */
export function extraOf(headers: Headers, prefixes: readonly string[]): Record<string, string[]> {
  const extra: Record<string, string[]> = {}
  for (const [header, value] of Object.entries(headers)) {
    const prefix = prefixes.find((each) => header.startsWith(each))
    if (prefix === undefined || value === undefined) continue
    extra[unescaped(header.slice(prefix.length))] = valuesOf(value)
  }
  return extra
}

/** What is no escape is taken as it is, as upstream does. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
