import { readFileSync } from 'node:fs'
import type { Logger } from '@knarr/client'
import { ConfigurationError } from '../configuration-error.ts'
import type { UserInfo } from '../request/server-request.ts'
import { parseCsv } from './parse-csv.ts'
import type { PlainTokenAuthenticator } from './token-authenticator.ts'

/** Tokens from a file of lines `token,user,uid,"group1,group2"`, read once. @throws ConfigurationError */
export function openTokenFile(path: string, logger: Logger): PlainTokenAuthenticator {
  const users = new Map<string, UserInfo>()
  for (const [index, [token = '', name = '', uid = '', groups]] of recordsOf(path).entries()) {
    const place = { file: path, record: index + 1 }
    if (!token) {
      logger.warn('an empty token is passed over', place)
      continue
    }
    if (users.has(token)) logger.warn('a token is there twice; the last one counts', place)
    users.set(token, { name, uid, groups: groups === undefined ? [] : groups.split(',') })
  }
  return { userOf: (token) => users.get(token) }
}

function recordsOf(path: string): readonly (readonly string[])[] {
  let records: readonly (readonly string[])[]
  try {
    records = parseCsv(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ConfigurationError(`open ${path}: ${(cause as Error).message}`, { cause })
  }
  const short = records.find((record) => record.length < 3)
  if (!short) return records
  const columns = '(token, user name, user uid)'
  throw new ConfigurationError(
    `token file '${path}' must have at least 3 columns ${columns}, found ${short.length}`,
  )
}
