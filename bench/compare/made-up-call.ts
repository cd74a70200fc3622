import type { Call } from '../support/api-connection.ts'
import type { ComparedKind } from './compared-kind.ts'
import type { Seeded } from './seeded.ts'

const patchTypes = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
}

const jsonPatches = [
  [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }],
  [{ op: 'replace', path: '/metadata/managedFields', value: [] }],
  [{ op: 'add', path: '/metadata/labels', value: { j: '1' } }],
  [{ op: 'replace', path: '/metadata/annotations', value: { r: '1' } }],
]

/** One more call, of objects that are few, so that several managers meet at each. */
export function madeUpCall(chance: Seeded, turn: number, kinds: readonly ComparedKind[]): Call {
  const compared = chance.pick(kinds)
  const name = `${compared.kind.toLowerCase()}-${Math.floor(turn / 40)}-${chance.below(3)}`
  const at = `${compared.path}/${name}`
  const manager = `fieldManager=${chance.pick(['a', 'b', 'c'])}`
  const kind = chance.below(10)
  if (kind < 5)
    return { ...applied(chance, compared, name), path: `${at}?${manager}${forced(chance)}${dry(chance)}` }
  if (kind === 5) return appliedStatus(chance, compared, name, `${at}/status?${manager}${forced(chance)}`)
  if (kind === 6) return patch(`${at}?${manager}m`, patchTypes.merge, { metadata: metadataOf(chance, name) })
  if (kind === 7 && !compared.isCustom)
    return patch(`${at}?${manager}s`, patchTypes.strategic, compared.body(chance))
  if (kind === 8) return patch(at, patchTypes.json, chance.pick(jsonPatches))
  if (kind === 9)
    return {
      ...applied(chance, compared, name),
      method: 'POST',
      path: `${compared.path}?${manager}p`,
      contentType: 'application/json',
    }
  return { method: 'GET', path: at }
}

const forced = (chance: Seeded): string => (chance.once(2) ? '&force=true' : '')
const dry = (chance: Seeded): string => (chance.once(12) ? '&dryRun=All' : '')

function patch(path: string, contentType: string, body: unknown): Call {
  return { method: 'PATCH', path, contentType, body: JSON.stringify(body) }
}

function metadataOf(chance: Seeded, name: string): object {
  return {
    name,
    ...chance.maybe(2, () => ({ labels: { [chance.pick(['l', 'm'])]: chance.pick(['v', 'w']) } })),
    ...chance.maybe(3, () => ({ annotations: { [chance.pick(['a', 'b'])]: chance.pick(['v', 'w']) } })),
  }
}

function applied(chance: Seeded, compared: ComparedKind, name: string): Call {
  const { apiVersion, kind } = compared
  const body = { apiVersion, kind, metadata: metadataOf(chance, name), ...compared.body(chance) }
  return patch(compared.path, patchTypes.apply, body)
}

function appliedStatus(chance: Seeded, compared: ComparedKind, name: string, path: string): Call {
  const { apiVersion, kind } = compared
  const status = compared.status(chance)
  if (!status) return { method: 'GET', path: `${compared.path}/${name}` }
  return patch(path, patchTypes.apply, { apiVersion, kind, metadata: { name }, status })
}
