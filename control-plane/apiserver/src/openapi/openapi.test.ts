import { type ApiResource, apiResources, groupVersions } from '@knarr/api'
import protobuf from 'protobufjs'
import { describe, expect, it } from 'vitest'
import type { OpenApiInput } from './document-input.ts'
import type { JsonSchema } from './json-schema.ts'
import { openApiV2, openApiV3, openApiV3Hash, openApiV3Index } from './openapi.ts'

const widget: ApiResource = {
  ...{
    group: 'example.com',
    version: 'v1',
    plural: 'widgets',
    singular: 'widget',
    kind: 'Widget',
    namespaced: true,
  },
  ...{
    verbs: ['create', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: [],
    categories: [],
    subresources: [],
  },
  ...{ storageGroup: 'example.com', storageVersion: 'v1', storagePrefix: 'example.com/widgets' },
}
const widgetSchema: JsonSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer', minimum: 0 },
        note: { type: 'string', nullable: true },
        port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      },
    },
  },
}
const input: OpenApiInput = {
  resources: [...apiResources(), widget],
  customSchemaOf: ({ kind }) => (kind === 'Widget' ? widgetSchema : undefined),
  version: 'v1.36.0',
}

interface Document {
  paths: Record<string, Record<string, Record<string, unknown>>>
  definitions: Record<string, JsonSchema>
  components: { schemas: Record<string, JsonSchema> }
  parameters: Record<string, object>
}
const parse = (bytes: Uint8Array): Document => JSON.parse(Buffer.from(bytes).toString())
const swagger = parse(openApiV2(input).json().bytes)

/** Every reference in a document that leads nowhere. */
function dangling(document: Document): string[] {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    (match) => match[1] as string,
  )
  const find = (path: string): unknown =>
    path
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)
  return [...new Set(refs)].filter((path) => find(path) === undefined)
}

describe('openApiV2', () => {
  it('refers only to what it defines', () => {
    expect(dangling(swagger)).toEqual([])
  })

  it('gives every operation an id of its own', () => {
    const ids = Object.values(swagger.paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId }) => (operationId ? [operationId] : [])),
    )
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(ids).toContain('listCoreV1NamespacedPod')
    expect(ids).toContain('replaceAppsV1NamespacedDeploymentScale')
    expect(ids).toContain('deleteRbacAuthorizationV1CollectionNamespacedRole')
    expect(ids).toContain('connectCoreV1GetNamespacedPodExec')
  })

  it('says of lists how they merge', () => {
    expect(swagger.definitions['io.k8s.api.core.v1.PodSpec']?.properties?.containers).toMatchObject({
      type: 'array',
      items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    })
  })

  it.each([
    ['io.k8s.api.apps.v1.Deployment', { group: 'apps', kind: 'Deployment', version: 'v1' }],
    ['io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition', { version: 'v1' }],
    ['io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService', { group: 'apiregistration.k8s.io' }],
    ['com.example.v1.Widget', { group: 'example.com', kind: 'Widget', version: 'v1' }],
  ])('defines %s with its kind', (name, gvk) => {
    expect(swagger.definitions[name]?.['x-kubernetes-group-version-kind']).toMatchObject([gvk])
  })

  it('says of DeleteOptions that every group has it', () => {
    const gvks =
      swagger.definitions['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions']?.[
        'x-kubernetes-group-version-kind'
      ]
    const served = groupVersions().reduce((count, { versions }) => count + versions.length, 0)
    expect(gvks).toHaveLength(served + 1)
  })

  it('writes out the parameters of a PATCH, where old clients look for them', () => {
    const patch = swagger.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch
    const names = ((patch?.parameters ?? []) as { name?: string }[]).map(({ name }) => name)
    expect(names).toEqual(['body', 'pretty', 'dryRun', 'fieldManager', 'fieldValidation', 'force'])
    expect(patch?.['x-kubernetes-action']).toBe('patch')
    expect(patch?.['x-kubernetes-group-version-kind']).toEqual({
      group: 'apps',
      kind: 'Deployment',
      version: 'v1',
    })
  })

  it('leaves out of a custom kind what Swagger cannot say', () => {
    expect(swagger.definitions['com.example.v1.Widget']?.properties?.spec?.properties).toEqual({
      size: { type: 'integer', minimum: 0 },
      note: {},
      port: { 'x-kubernetes-int-or-string': true },
    })
  })
})

describe('openApiV3', () => {
  it.each([
    ...new Set(input.resources.map(({ group, version }) => (group ? `${group}/${version}` : version))),
  ])('refers only to what it defines in %s', (groupVersion) => {
    const document = parse(openApiV3(groupVersion, input)?.json().bytes ?? Buffer.from('{}'))
    expect(dangling(document)).toEqual([])
    expect(Object.keys(document.paths).length).toBeGreaterThan(0)
  })

  it('keeps a custom schema whole', () => {
    const document = parse(openApiV3('example.com/v1', input)?.json().bytes ?? Buffer.from('{}'))
    expect(document.components.schemas['com.example.v1.Widget']?.properties?.spec).toEqual(
      widgetSchema.properties?.spec,
    )
  })

  it('does not offer to merge a custom kind by its lists', () => {
    const { paths } = parse(openApiV3('example.com/v1', input)?.json().bytes ?? Buffer.from('{}'))
    const patch = paths['/apis/example.com/v1/namespaces/{namespace}/widgets/{name}']?.patch
    const body = patch?.requestBody as { content: object } | undefined
    expect(Object.keys(body?.content ?? {})).toEqual([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ])
  })

  it('has no document for what is not served', () => {
    expect(openApiV3('example.com/v2', input)).toBeUndefined()
  })

  it('lists each group version with a hash that changes with its schemas only', () => {
    const { paths } = JSON.parse(Buffer.from(openApiV3Index(input).bytes).toString())
    expect(paths['apis/apps/v1'].serverRelativeURL).toBe(
      `/openapi/v3/apis/apps/v1?hash=${openApiV3Hash('apps/v1', input)}`,
    )
    expect(paths['api/v1']).toBeDefined()
    const changed = { ...input, customSchemaOf: () => ({ type: 'object' }) }
    expect(openApiV3Hash('example.com/v1', changed)).not.toBe(openApiV3Hash('example.com/v1', input))
    expect(openApiV3Hash('v1', changed)).not.toBe('')
  })

  it('builds each document once', () => {
    expect(openApiV3('v1', input)?.json()).toBe(openApiV3('v1', input)?.json())
    expect(openApiV2(input).json()).toBe(openApiV2(input).json())
  })
})

/** As much of google/gnostic as kubectl reads, for an independent decoder. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Any2 { string yaml = 2; }
  message NamedAny { string name = 1; Any2 value = 2; }
  message TypeItem { repeated string value = 1; }
  message ItemsItem { repeated Schema schema = 1; }
  message NamedSchema { string name = 1; Schema value = 2; }
  message Properties { repeated NamedSchema additional_properties = 1; }
  message Schema { string _ref = 1; string description = 4; repeated string required = 19; TypeItem type = 22;
    ItemsItem items = 23; Properties properties = 25; repeated NamedAny vendor_extension = 31; }
  message Query { string name = 4; string type = 6; }
  message NonBody { Query query = 3; }
  message Parameter { NonBody non_body = 2; }
  message ParametersItem { Parameter parameter = 1; }
  message Operation { string operation_id = 5; repeated ParametersItem parameters = 8; repeated NamedAny vendor_extension = 13; }
  message PathItem { Operation get = 2; Operation patch = 8; }
  message NamedPathItem { string name = 1; PathItem value = 2; }
  message Paths { repeated NamedPathItem path = 2; }
  message Document { string swagger = 1; Paths paths = 8; Properties definitions = 9; }

  message Reference3 { string _ref = 1; }
  message SchemaOrReference { Schema3 schema = 1; Reference3 reference = 2; }
  message NamedSchemaOrReference { string name = 1; SchemaOrReference value = 2; }
  message Properties3 { repeated NamedSchemaOrReference additional_properties = 1; }
  message Schema3 { string type = 25; repeated SchemaOrReference all_of = 26; Properties3 properties = 31;
    repeated NamedAny specification_extension = 36; }
  message Components { Properties3 schemas = 1; }
  message Parameter3 { string name = 1; string in = 2; }
  message ParameterOrReference { Parameter3 parameter = 1; }
  message Operation3 { string operation_id = 5; repeated ParameterOrReference parameters = 6; repeated NamedAny specification_extension = 13; }
  message PathItem3 { Operation3 patch = 10; }
  message NamedPathItem3 { string name = 1; PathItem3 value = 2; }
  message Paths3 { repeated NamedPathItem3 path = 1; }
  message Document3 { string openapi = 1; Paths3 paths = 4; Components components = 5; }
`)

interface Named<T> {
  name: string
  value: T
}
const byName = <T>(list: Named<T>[], name: string): T => list.find((item) => item.name === name)?.value as T

describe('the protobuf forms', () => {
  it('hold the definitions of Swagger as gnostic has them', () => {
    const document = root.lookupType('Document').decode(openApiV2(input).protobuf().bytes).toJSON() as {
      definitions: { additionalProperties: Named<Record<string, never>>[] }
      paths: { path: Named<{ patch: Record<string, never> }>[] }
    }
    const podSpec = byName(
      document.definitions.additionalProperties,
      'io.k8s.api.core.v1.PodSpec',
    ) as unknown as {
      required: string[]
      properties: { additionalProperties: Named<Record<string, unknown>>[] }
    }
    expect(podSpec.required).toEqual(['containers'])
    expect(byName(podSpec.properties.additionalProperties, 'containers')).toMatchObject({
      type: { value: ['array'] },
      items: { schema: [{ _ref: '#/definitions/io.k8s.api.core.v1.Container' }] },
      vendorExtension: expect.arrayContaining([
        { name: 'x-kubernetes-patch-merge-key', value: { yaml: '"name"\n' } },
      ]),
    })
    const { patch } = byName(document.paths.path, '/api/v1/namespaces/{namespace}/pods/{name}')
    expect(patch).toMatchObject({
      operationId: 'patchCoreV1NamespacedPod',
      parameters: expect.arrayContaining([
        { parameter: { nonBody: { query: { name: 'dryRun', type: 'string' } } } },
      ]),
      vendorExtension: expect.arrayContaining([
        {
          name: 'x-kubernetes-group-version-kind',
          value: { yaml: '{"group":"","kind":"Pod","version":"v1"}\n' },
        },
      ]),
    })
  })

  it('hold the schemas of OpenAPI 3 as gnostic has them', () => {
    const bytes = openApiV3('apps/v1', input)?.protobuf().bytes ?? Buffer.alloc(0)
    const document = root.lookupType('Document3').decode(bytes).toJSON() as {
      components: { schemas: { additionalProperties: Named<{ schema: Record<string, never> }>[] } }
      paths: { path: Named<{ patch: Record<string, never> }>[] }
    }
    const { schema } = byName(
      document.components.schemas.additionalProperties,
      'io.k8s.api.apps.v1.Deployment',
    )
    expect(schema).toMatchObject({
      type: 'object',
      properties: {
        additionalProperties: expect.arrayContaining([
          {
            name: 'spec',
            value: {
              schema: expect.objectContaining({
                allOf: [{ reference: { _ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec' } }],
              }),
            },
          },
        ]),
      },
    })
    const { patch } = byName(document.paths.path, '/apis/apps/v1/namespaces/{namespace}/deployments/{name}')
    expect(patch).toMatchObject({
      parameters: expect.arrayContaining([{ parameter: { name: 'fieldValidation', in: 'query' } }]),
    })
  })
})
