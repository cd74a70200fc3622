import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import { type BreakingChange, narrowedSchema } from './narrowed-schema.ts'

/** What of a definition breaks those who use it as it was: clients, and objects that are there. */
export function breakingChanges(
  old: CustomResourceDefinition,
  now: CustomResourceDefinition,
): BreakingChange[] {
  const names = (of: CustomResourceDefinition): Record<string, string | undefined> => ({
    'spec.group': of.spec.group,
    'spec.scope': of.spec.scope,
    'spec.names.plural': of.spec.names.plural,
    'spec.names.kind': of.spec.names.kind,
  })
  const [before, after] = [names(old), names(now)]
  const renamed = Object.keys(before)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, text: `changed from ${before[field]} to ${after[field]}` }))
  const versions = old.spec.versions.flatMap((version) => {
    const next = now.spec.versions.find(({ name }) => name === version.name)
    const field = `spec.versions[${version.name}]`
    return next ? changesOfVersion(version, next, field) : [{ field, text: 'the version is gone' }]
  })
  return [...renamed, ...versions]
}

function changesOfVersion(
  old: CustomResourceDefinitionVersion,
  now: CustomResourceDefinitionVersion,
  field: string,
): BreakingChange[] {
  const unserved = old.served && !now.served ? [{ field, text: 'is not served any more' }] : []
  const subresources = (['status', 'scale'] as const)
    .filter((name) => old.subresources?.[name] && !now.subresources?.[name])
    .map((name) => ({ field: `${field}.subresources.${name}`, text: 'the subresource is gone' }))
  const selectable = new Set(now.selectableFields?.map(({ jsonPath }) => jsonPath))
  const unselectable = (old.selectableFields ?? [])
    .filter(({ jsonPath }) => !selectable.has(jsonPath))
    .map(({ jsonPath }) => ({
      field: `${field}.selectableFields`,
      text: `${jsonPath} cannot be selected by any more`,
    }))
  const schemas = [old, now].map((each) => each.schema?.openAPIV3Schema ?? {})
  const [before = {}, after = {}] = schemas
  return [...unserved, ...subresources, ...unselectable, ...narrowedSchema(before, after, `${field}.schema`)]
}
