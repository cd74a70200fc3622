import type { GroupVersionKind } from '@knarr/api'
import { definitionName, kindDefinitionName } from './definition-names.ts'
import { documentParts, type OpenApiInput } from './document-input.ts'
import { dialectV2, type JsonSchema } from './json-schema.ts'
import { mediaTypesOf } from './media-types.ts'
import type { Operation, Path } from './operation.ts'
import { parameterOf } from './parameters.ts'

type Json = Record<string, unknown>

/** The whole API as Swagger 2.0. */
export function swaggerOf(input: OpenApiInput): Json {
  const { paths, definitions } = documentParts(input, dialectV2, input.resources)
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: input.version ?? 'unversioned' },
    paths: Object.fromEntries(paths.map((path) => [path.path, pathItem(path)])),
    definitions,
    parameters: sharedParameters(paths),
    securityDefinitions: { BearerToken: bearerToken },
    security: [{ BearerToken: [] }],
  }
}

const bearerToken = {
  description: 'Bearer Token authentication',
  type: 'apiKey',
  name: 'authorization',
  in: 'header',
}

function pathItem({ variables, operations }: Path): Json {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationV2(operation)])),
    ...(variables.length > 0 ? { parameters: variables.map((name) => reference(name, 'path')) } : {}),
  }
}

const reference = (name: string, place: 'path' | 'query'): Json => ({ $ref: `#/parameters/${name}-${place}` })

/** Each parameter once; every operation only refers to it. */
function sharedParameters(paths: readonly Path[]): Json {
  const shared: Json = {}
  for (const { variables, operations } of paths) {
    for (const name of variables) shared[`${name}-path`] ??= parameterV2(name, 'path')
    for (const name of operations.flatMap(({ query }) => query))
      shared[`${name}-query`] ??= parameterV2(name, 'query')
  }
  return shared
}

function parameterV2(name: string, place: 'path' | 'query'): Json {
  const { type, description } = parameterOf(name)
  const common = { description, type, name, in: place }
  return place === 'path' ? { ...common, required: true } : { ...common, uniqueItems: true }
}

function operationV2(operation: Operation): Json {
  const { id, description, tag, gvk, action } = operation
  const media = mediaTypesOf(operation)
  return {
    description,
    consumes: media.consumes,
    produces: media.produces,
    schemes: ['https'],
    tags: [tag],
    operationId: id,
    parameters: parametersV2(operation),
    responses: responsesV2(operation),
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group: gvk.group, kind: gvk.kind, version: gvk.version },
  }
}

/** kubectl up to 1.26 looks for the parameters of a PATCH in the operation itself, so there they are written out. */
function parametersV2({ body, query, action }: Operation): Json[] {
  const place = (name: string): Json =>
    action === 'patch' ? parameterV2(name, 'query') : reference(name, 'query')
  const schema = body && (body === 'patch' ? { $ref: refOf('meta.v1.Patch') } : { $ref: refOfKind(body) })
  const required = action === 'delete' || action === 'deletecollection' ? {} : { required: true }
  return [...(schema ? [{ name: 'body', in: 'body', ...required, schema }] : []), ...query.map(place)]
}

const refOf = (typeName: string): string => dialectV2.root + definitionName(typeName)
const refOfKind = (gvk: GroupVersionKind): string => dialectV2.root + kindDefinitionName(gvk)

const extraCodes: Readonly<Record<string, readonly [code: string, description: string][]>> = {
  post: [
    ['201', 'Created'],
    ['202', 'Accepted'],
  ],
  put: [['201', 'Created']],
  patch: [['201', 'Created']],
  delete: [['202', 'Accepted']],
}

function responsesV2({ action, answer }: Operation): Json {
  const schema: JsonSchema = answer === 'text' ? { type: 'string' } : { $ref: refOfKind(answer) }
  const codes = [['200', 'OK'], ...(extraCodes[action] ?? [])]
  return {
    ...Object.fromEntries(codes.map(([code, description]) => [code, { description, schema }])),
    401: { description: 'Unauthorized' },
  }
}
