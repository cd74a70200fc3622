import type { ParamKind, ParamRef } from '@knarr/api/admissionregistration/v1'
import type { KubeObject } from '@knarr/machinery'
import type { TableConvertor } from '../../strategy.ts'
import { selectorString } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

interface Binding extends KubeObject {
  spec: { policyName?: string; paramRef?: ParamRef }
}

export function paramKindText(kind: ParamKind | undefined): string {
  return kind ? `${kind.apiVersion}/${kind.kind}` : '<unset>'
}

export function policyBindingTable<T extends Binding>(): TableConvertor<T> {
  return tableOf<T>(
    [column('PolicyName', 'The policy it puts in force.'), column('ParamRef', 'Its parameters.'), ageColumn],
    (binding, nowMs) => [
      binding.spec.policyName ?? '',
      paramRefText(binding.spec.paramRef),
      ageOf(binding, nowMs),
    ],
  )
}

function paramRefText(ref: ParamRef | undefined): string {
  if (ref?.name) return `${ref.namespace || '*'}/${ref.name}`
  return ref?.selector ? selectorString(ref.selector, '<error>') : '<unset>'
}
