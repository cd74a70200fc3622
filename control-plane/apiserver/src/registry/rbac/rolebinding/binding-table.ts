import type { RoleRef, Subject } from '@knarr/api/rbac/v1'
import type { KubeObject } from '@knarr/machinery'
import type { TableConvertor } from '../../strategy.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

interface Binding extends KubeObject {
  roleRef: RoleRef
  subjects?: Subject[]
}

export function bindingTable<T extends Binding>(): TableConvertor<T> {
  return tableOf<T>(
    [
      column('Role', 'The role it grants.'),
      ageColumn,
      wideColumn('Users', 'The users it grants it to.'),
      wideColumn('Groups', 'The groups it grants it to.'),
      wideColumn('ServiceAccounts', 'The service accounts it grants it to.'),
    ],
    (binding, nowMs) => [
      `${binding.roleRef.kind}/${binding.roleRef.name}`,
      ageOf(binding, nowMs),
      namesOf(binding, 'User'),
      namesOf(binding, 'Group'),
      namesOf(binding, 'ServiceAccount'),
    ],
  )
}

function namesOf({ subjects }: Binding, wanted: string): string {
  return (subjects ?? [])
    .filter(({ kind }) => kind === wanted)
    .map(({ name, namespace }) => (wanted === 'ServiceAccount' && namespace ? `${namespace}/${name}` : name))
    .join(', ')
}
