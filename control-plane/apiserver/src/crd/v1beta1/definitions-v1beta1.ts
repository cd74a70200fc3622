import { conformToSchema } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { cloneJson, isJsonObject, type KubeObject } from '@knarr/machinery'
import { betaDefinitionStrategy } from '../../registry/apiextensions/customresourcedefinition/customresourcedefinition-strategy.ts'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { Strategy } from '../../registry/strategy.ts'
import type { CustomKind } from '../custom-kind.ts'
import { definitionToV1, definitionToV1beta1, v1beta1 } from './convert-definition.ts'

const { group, version, kind } = customResourceDefinitions

const betaKind: CustomKind = {
  revision: '',
  listKind: `${kind}List`,
  deprecation: `${v1beta1} ${kind} is deprecated in v1.16+, unavailable in v1.22+; use ${group}/${version} ${kind}`,
  retired: new AbortController().signal,
  storedVersion: `${group}/${version}`,
  schema: {},
  fieldTypes: undefined,
  conform(value) {
    const body = isJsonObject(value) ? definitionToV1(value) : value
    const { object, unknownFields } = conformToSchema<CustomResourceDefinition>(body, {
      group,
      version,
      kind,
    })
    return { object: definitionToV1beta1(object), unknownFields }
  },
  current: (kept) => kept,
  toServed: (kept) =>
    kept.apiVersion === v1beta1 ? kept : definitionToV1beta1(cloneJson(kept) as CustomResourceDefinition),
  shown: (kept) => kept,
  toKept: (object) => definitionToV1(object as never) as unknown as KubeObject,
  toStored: async (object) => object,
}

/** Definitions as they were written until Kubernetes 1.21, beside those of v1 that are kept. */
export function definitionsV1beta1(definitions: ServedResource): ServedResource {
  const { api, subresources } = definitions
  const beta = 'v1beta1'
  const renamed = new Map([...subresources].map(([name, each]) => [name, { ...each, version: beta }]))
  return {
    ...definitions,
    api: { ...api, version: beta, subresources: [...renamed.values()] },
    strategy: betaDefinitionStrategy as unknown as Strategy,
    subresources: renamed,
    custom: betaKind,
  }
}
