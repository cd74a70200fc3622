import type { RoleRef, Subject } from '@knarr/api/rbac/v1'
import { dns1123SubdomainErrors, type FieldError, notSupported, required } from '@knarr/machinery'
import { each, immutable, invalidFor } from '../../meta/field-check.ts'
import { pathSegmentName } from '../../meta/name-validation.ts'

const rbacGroup = 'rbac.authorization.k8s.io'

interface Binding {
  roleRef: RoleRef
  subjects?: Subject[]
}

/** Who is meant is in the RBAC group unless it is a service account. */
export function setBindingDefaults(binding: Binding): void {
  if (binding.roleRef) binding.roleRef.apiGroup ||= rbacGroup
  for (const subject of binding.subjects ?? []) {
    if (subject.kind !== 'ServiceAccount') subject.apiGroup ||= rbacGroup
  }
}

/** `kinds` are those a binding of this scope may refer to. */
export function validateBinding(binding: Binding, kinds: readonly string[]): FieldError[] {
  const { apiGroup = '', kind, name } = binding.roleRef ?? { kind: '', name: '' }
  return [
    ...(apiGroup === rbacGroup ? [] : [notSupported('roleRef.apiGroup', apiGroup, [rbacGroup])]),
    ...(kinds.includes(kind) ? [] : [notSupported('roleRef.kind', kind, kinds)]),
    ...(name ? invalidFor('roleRef.name', name, pathSegmentName(name, false)) : [required('roleRef.name')]),
    ...each('subjects', binding.subjects, (subject, at) => validateSubject(subject, kinds.length > 1, at)),
  ]
}

/** What a binding grants is for life; only whom it grants it to changes. */
export function validateBindingUpdate(
  binding: Binding,
  old: Binding,
  kinds: readonly string[],
): FieldError[] {
  const changed = immutable('roleRef', binding.roleRef, old.roleRef)
  return [
    ...validateBinding(binding, kinds),
    ...changed.map((error) => ({
      ...error,
      body: error.body.replace('field is immutable', 'cannot change roleRef'),
    })),
  ]
}

const subjectKinds = ['ServiceAccount', 'User', 'Group']

function validateSubject(subject: Subject, namespaced: boolean, field: string): FieldError[] {
  const errors = subject.name ? [] : [required(`${field}.name`)]
  const group = subject.apiGroup ?? ''
  if (!subjectKinds.includes(subject.kind))
    return [...errors, notSupported(`${field}.kind`, subject.kind, subjectKinds)]
  if (subject.kind !== 'ServiceAccount') {
    return group === rbacGroup ? errors : [...errors, notSupported(`${field}.apiGroup`, group, [rbacGroup])]
  }
  if (subject.name)
    errors.push(...invalidFor(`${field}.name`, subject.name, dns1123SubdomainErrors(subject.name)))
  if (group) errors.push(notSupported(`${field}.apiGroup`, group, ['']))
  if (!namespaced && !subject.namespace) errors.push(required(`${field}.namespace`))
  return errors
}
