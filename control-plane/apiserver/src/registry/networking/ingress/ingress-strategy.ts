import { type Ingress, ingresses } from '@knarr/api/networking/v1'
import { loadBalancerAddresses } from '../../core/service/service-table.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateIngress, validateIngressClassChoice } from './ingress-validation.ts'

const classAnnotation = 'kubernetes.io/ingress.class'

export const ingressStrategy: Strategy<Ingress> = strategyOf<Ingress>({
  resource: ingresses,
  defaults: (ingress) => {
    ingress.spec ??= {}
  },
  prepareForCreate: (ingress) => {
    ingress.status = { loadBalancer: {} }
  },
  validate: (ingress) => [...validateIngress(ingress), ...validateIngressClassChoice(ingress)],
  validateUpdate: validateIngress,
  warnings: ({ metadata }) =>
    metadata.annotations?.[classAnnotation] === undefined
      ? []
      : [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`],
  table: tableOf(
    [
      column('Class', 'The ingress class that serves it.'),
      column('Hosts', 'The hosts its rules are for.'),
      column('Address', 'Where it is reached.'),
      column('Ports', 'The ports it opens.'),
      ageColumn,
    ],
    (ingress, nowMs) => [
      ingress.spec.ingressClassName ?? ingress.metadata.annotations?.[classAnnotation] ?? '<none>',
      hostsText(ingress),
      loadBalancerAddresses(ingress.status?.loadBalancer).join(','),
      ingress.spec.tls?.length ? '80, 443' : '80',
      ageOf(ingress, nowMs),
    ],
  ),
})

function hostsText({ spec }: Ingress): string {
  const rules = spec.rules ?? []
  const hosts = rules.map(({ host }) => host ?? '').filter(Boolean)
  if (hosts.length === 0) return '*'
  const text = hosts.slice(0, 3).join(',')
  return hosts.length > 3 ? `${text} + ${rules.length - 3} more...` : text
}
