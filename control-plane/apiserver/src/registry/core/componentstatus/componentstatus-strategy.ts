import { type ComponentStatus, componentStatuses } from '@knarr/api/core/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { column, tableOf } from '../../table/table-of.ts'

const shown: Readonly<Record<string, string>> = { True: 'Healthy', False: 'Unhealthy' }

/** Nothing of it is kept: see `endpoints/computed`. */
export const componentStatusStrategy: Strategy<ComponentStatus> = strategyOf<ComponentStatus>({
  resource: componentStatuses,
  shortNames: ['cs'],
  table: tableOf(
    [
      column('Status', 'Whether the component is well.'),
      column('Message', 'What the component says.'),
      column('Error', 'Why nobody knows.'),
    ],
    ({ conditions = [] }) => {
      const {
        status = '',
        message = '',
        error = '',
      } = conditions.find(({ type }) => type === 'Healthy') ?? {}
      return [shown[status] ?? 'Unknown', message, error]
    },
  ),
})
