import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { deepEqual, invalid, invalidObject, isJsonObject, type KubeObject } from '@knarr/machinery'

type Json = Record<string, unknown>

const group = 'apiextensions.k8s.io'
const v1 = `${group}/v1`
export const v1beta1: string = `${group}/v1beta1`

const fieldsOf = (value: unknown): Json => (isJsonObject(value) ? value : {})
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.map(fieldsOf) : [])
const present = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/**
 * A v1beta1 definition as v1 has it: what was said once for all versions is said of each.
 * @throws StatusError Invalid where `version` is not the first of `versions`
 */
export function definitionToV1(definition: Json): Json {
  const spec = fieldsOf(definition.spec)
  const { version, versions, validation, subresources, additionalPrinterColumns, ...rest } = spec
  const listed = listOf(versions)
  if (version !== undefined && listed.length > 0 && listed[0]?.name !== version)
    throw mismatch(definition, version)
  const all = listed.length > 0 ? listed : [{ name: version, served: true, storage: true }]
  const shared = { schema: validation, subresources, additionalPrinterColumns }
  const { conversion, scope = 'Namespaced', preserveUnknownFields = true, ...others } = rest
  return {
    ...definition,
    apiVersion: v1,
    spec: present({
      ...others,
      scope,
      preserveUnknownFields,
      conversion: conversion === undefined ? undefined : conversionToV1(fieldsOf(conversion)),
      versions: all.map((each) => versionToV1(each, shared)),
    }),
  }
}

function mismatch({ metadata }: Json, version: unknown): Error {
  const error = invalid('spec.version', version, 'must match the first version in spec.versions')
  const name = String(fieldsOf(metadata).name ?? '')
  return invalidObject({ group, kind: 'CustomResourceDefinition' }, name, [error])
}

function versionToV1(version: Json, shared: Json): Json {
  const { additionalPrinterColumns: columns, ...own } = present({ ...shared, ...version })
  return present({ ...own, additionalPrinterColumns: columns && listOf(columns).map(columnToV1) })
}

const columnToV1 = ({ JSONPath, ...column }: Json): Json => present({ ...column, jsonPath: JSONPath })
const columnToV1beta1 = ({ jsonPath, ...column }: Json): Json => present({ ...column, JSONPath: jsonPath })

function conversionToV1({ webhookClientConfig, conversionReviewVersions, ...rest }: Json): Json {
  const webhook = present({ clientConfig: webhookClientConfig, conversionReviewVersions })
  return Object.keys(webhook).length > 0 ? { ...rest, webhook } : rest
}

const sharedKeys = ['schema', 'subresources', 'additionalPrinterColumns'] as const

/** A v1 definition as v1beta1 has it: what all versions say alike is said once. */
export function definitionToV1beta1(definition: CustomResourceDefinition): KubeObject {
  const { spec, ...rest } = definition as unknown as Json
  const { versions, conversion, preserveUnknownFields = false, ...others } = fieldsOf(spec)
  const all = listOf(versions).map((version) =>
    present({
      ...version,
      additionalPrinterColumns:
        version.additionalPrinterColumns && listOf(version.additionalPrinterColumns).map(columnToV1beta1),
    }),
  )
  const [first = {}] = all
  const alike = sharedKeys.filter((key) => all.every((version) => deepEqual(version[key], first[key])))
  const { schema, ...shared } = Object.fromEntries(alike.map((key) => [key, first[key]]))
  const own = all.map((version) =>
    Object.fromEntries(Object.entries(version).filter(([key]) => !alike.some((each) => each === key))),
  )
  return {
    ...rest,
    apiVersion: v1beta1,
    spec: present({
      ...others,
      ...{ version: first.name, versions: own, preserveUnknownFields, validation: schema, ...shared },
      conversion: conversion === undefined ? undefined : conversionToV1beta1(fieldsOf(conversion)),
    }),
  } as unknown as KubeObject
}

function conversionToV1beta1({ webhook, ...rest }: Json): Json {
  if (webhook === undefined) return rest
  const { clientConfig, conversionReviewVersions } = fieldsOf(webhook)
  return present({ ...rest, webhookClientConfig: clientConfig, conversionReviewVersions })
}
