import type { ApiResource, GroupVersionKind } from '@knarr/api'
import { definitionName, kindDefinitionName } from './definition-names.ts'
import { documentParts, type OpenApiInput } from './document-input.ts'
import { dialectV3, type JsonSchema } from './json-schema.ts'
import { mediaTypesOf } from './media-types.ts'
import type { Operation, Path } from './operation.ts'
import { parameterOf } from './parameters.ts'

type Json = Record<string, unknown>

/** One group version as OpenAPI 3.0. */
export function openApiOf(input: OpenApiInput, resources: readonly ApiResource[]): Json {
  const { paths, definitions } = documentParts(input, dialectV3, resources)
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: input.version ?? 'unversioned' },
    paths: Object.fromEntries(paths.map((path) => [path.path, pathItem(path)])),
    components: {
      schemas: definitions,
      securitySchemes: {
        BearerToken: {
          type: 'apiKey',
          description: 'Bearer Token authentication',
          name: 'authorization',
          in: 'header',
        },
      },
    },
    security: [{ BearerToken: [] }],
  }
}

function pathItem({ variables, operations }: Path): Json {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationV3(operation)])),
    ...(variables.length > 0 ? { parameters: variables.map((name) => parameterV3(name, 'path')) } : {}),
  }
}

function parameterV3(name: string, place: 'path' | 'query'): Json {
  const { type, description } = parameterOf(name)
  const schema = { type, uniqueItems: true }
  return { name, in: place, description, ...(place === 'path' ? { required: true } : {}), schema }
}

function operationV3(operation: Operation): Json {
  const { id, description, tag, gvk, action, query } = operation
  return {
    tags: [tag],
    description,
    operationId: id,
    parameters: query.map((name) => parameterV3(name, 'query')),
    ...requestBody(operation),
    responses: responses(operation),
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group: gvk.group, kind: gvk.kind, version: gvk.version },
  }
}

const refOf = (gvk: GroupVersionKind): JsonSchema => ({ $ref: dialectV3.root + kindDefinitionName(gvk) })
const patchRef: JsonSchema = { $ref: dialectV3.root + definitionName('meta.v1.Patch') }

function requestBody(operation: Operation): Json {
  const { body, action } = operation
  if (!body) return {}
  const schema = body === 'patch' ? patchRef : refOf(body)
  const required = action === 'delete' || action === 'deletecollection' ? {} : { required: true }
  return { requestBody: { content: contentOf(mediaTypesOf(operation).consumes, schema), ...required } }
}

function responses(operation: Operation): Json {
  const { answer } = operation
  const schema = answer === 'text' ? { type: 'string' } : refOf(answer)
  return {
    200: { description: 'OK', content: contentOf(mediaTypesOf(operation).produces, schema) },
    401: { description: 'Unauthorized' },
  }
}

const contentOf = (mediaTypes: readonly string[], schema: JsonSchema): Json =>
  Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]))
