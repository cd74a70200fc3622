import { type ServiceAccount, serviceAccounts } from '@knarr/api/core/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

const mountableAnnotation = 'kubernetes.io/enforce-mountable-secrets'

export const serviceAccountStrategy: Strategy<ServiceAccount> = strategyOf<ServiceAccount>({
  resource: serviceAccounts,
  bumpsGeneration: null,
  returnsDeletedObject: true,
  warnings: ({ metadata }) =>
    metadata.annotations?.[mountableAnnotation] === undefined
      ? []
      : [
          `metadata.annotations[${mountableAnnotation}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
        ],
  table: tableOf(
    [column('Secrets', 'How many secrets belong to the account.'), ageColumn],
    (account, nowMs) => [account.secrets?.length ?? 0, ageOf(account, nowMs)],
  ),
})
