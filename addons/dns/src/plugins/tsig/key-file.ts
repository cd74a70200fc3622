const keyStatement = /\s*key\s+"?([^"\s{]+)"?\s*\{([^}]*)\}\s*;?\s*/y
const clause = /\s*(\S+)\s+"?([^";]*)"?\s*;/g

/** Reads keys as `named.conf` has them: `key "NAME" { algorithm ...; secret "..."; };`. @throws Error */
export function parseKeyFile(text: string): [name: string, secret: string][] {
  const keys: [string, string][] = []
  keyStatement.lastIndex = 0
  let end = 0
  for (let match = keyStatement.exec(text); match; match = keyStatement.exec(text)) {
    const [, name = '', body = ''] = match
    keys.push([name, secretIn(name, body)])
    end = keyStatement.lastIndex
  }
  const rest = text.slice(end).trim()
  if (rest !== '') throw new Error(`unexpected token "${rest.split(/\s/)[0]}"`)
  return keys
}

function secretIn(key: string, body: string): string {
  const clauses = [...body.matchAll(clause)]
  const unknown = clauses.find(([, word]) => word !== 'algorithm' && word !== 'secret')
  if (unknown) throw new Error(`unexpected token "${unknown[1]}"`)
  const secret = clauses.find(([, word]) => word === 'secret')?.[2]
  if (!secret) throw new Error(`expected secret for key "${key}"`)
  return secret
}
