import { type Secret, secrets } from '@knarr/api/core/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateSecret, validateSecretUpdate } from './secret-validation.ts'

export const secretStrategy: Strategy<Secret> = strategyOf<Secret>({
  resource: secrets,
  bumpsGeneration: null,
  defaults: (secret) => {
    foldStringData(secret)
    secret.type ||= 'Opaque'
  },
  prepareForUpdate: (secret, old) => {
    if (!secret.type) secret.type = old.type
  },
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  selectableFields: ({ type }) => ({ type: type ?? '' }),
  table: tableOf(
    [column('Type', 'What the secret is for.'), column('Data', 'How many keys there are.'), ageColumn],
    (secret, nowMs) => [secret.type ?? '', Object.keys(secret.data ?? {}).length, ageOf(secret, nowMs)],
  ),
})

/** `stringData` is a way of writing `data` and is never kept. */
function foldStringData(secret: Secret): void {
  if (secret.stringData && Object.keys(secret.stringData).length > 0) {
    secret.data ??= {}
    for (const [key, text] of Object.entries(secret.stringData)) {
      secret.data[key] = Buffer.from(text).toString('base64')
    }
  }
  delete secret.stringData
}
