import type { Answer } from '../support/api-connection.ts'

type Json = unknown

/** An answer without what differs between any two servers: identities, times, and the order of managers and conflicts. */
export function comparable({ status, body = '' }: Answer): { status: number; answer: Json } {
  const answer = withoutIdentity(JSON.parse(body)) as {
    metadata?: Record<string, unknown>
    details?: Record<string, unknown>
  }
  const { metadata, details } = answer
  if (Array.isArray(metadata?.managedFields)) metadata.managedFields = sorted(metadata.managedFields)
  if (status !== 409 || !Array.isArray(details?.causes)) return { status, answer }
  return {
    status,
    answer: { ...answer, message: '', details: { ...details, causes: sorted(details.causes) } },
  }
}

const identities: ReadonlySet<string> = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'time'])

/** Upstream writes times that are not set as null. */
function withoutIdentity(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutIdentity)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([name, held]) =>
      !(identities.has(name) && (typeof held === 'string' || held === null)) &&
      !(name.endsWith('Time') && held === null),
  )
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, held]) => [name, withoutIdentity(held)]),
  )
}

function sorted(list: readonly Json[]): Json[] {
  const key = (item: Json): string => JSON.stringify(item)
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** Where two answers differ: `.metadata.labels: 1 here, 2 there`. */
export function differences(here: Json, there: Json, at = ''): string[] {
  if (JSON.stringify(here) === JSON.stringify(there)) return []
  if (!isHolder(here) || !isHolder(there) || Array.isArray(here) !== Array.isArray(there))
    return [`${at || '.'}: ${JSON.stringify(here)} here, ${JSON.stringify(there)} there`]
  const names = new Set([...Object.keys(here), ...Object.keys(there)])
  return [...names].flatMap((name) => differences(here[name], there[name], `${at}.${name}`))
}

function isHolder(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null
}
