import { type ApiResource, type ApiSubresource, apiVersionOf } from '@knarr/api'
import { cloneJson, invalidObject, type KubeObject } from '@knarr/machinery'
import { admissionContextOf } from '../../../admission/admission-context.ts'
import { toServedVersion, toStorageVersion } from '../../../codec/convert-object.ts'
import { negotiate } from '../../../codec/representation.ts'
import { bodyBytes } from '../../../codec/request-body.ts'
import { objectOf } from '../../../codec/stored-object.ts'
import { ConfigurationError } from '../../../configuration-error.ts'
import { validateValue } from '../../../crd/validation/validate-value.ts'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import type { CatalogEntry } from '../../../registry/served-resource.ts'
import { updateObject } from '../../../registry/update-object.ts'
import { type Endpoint, operationOf, type ResourceCall } from '../../resource-call.ts'
import type { ServerParts } from '../../server-parts.ts'
import { trackFields } from '../../track-fields.ts'
import { writeOptionsOf } from '../../write-options.ts'
import { readJson } from './read-json.ts'
import { askBackend } from './subresource-backend.ts'
import {
  type SubresourceFunction,
  type SubresourceHandler,
  type SubresourceVerb,
  subresourceVerbs,
} from './subresource-function.ts'

const namePattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
/** Those that a definition may give its kind. */
const takenNames: readonly string[] = ['status', 'scale']

/** The subresources that an embedder adds to resources. */
export class SubresourceFunctions {
  readonly #functions: readonly SubresourceFunction[]

  /** @throws ConfigurationError for names that are taken, or none */
  constructor(functions: readonly SubresourceFunction[] = []) {
    const seen = new Set<string>()
    for (const each of functions) {
      const { name } = each
      const place = `${each.resource.plural}/${name} of ${each.resource.group}/${each.resource.version}`
      if (!namePattern.test(name))
        throw new ConfigurationError(`${JSON.stringify(name)} is no name of a subresource`)
      if (takenNames.includes(name) || seen.has(place))
        throw new ConfigurationError(`the subresource ${place} is there already`)
      if (!subresourceVerbs.some((verb) => isAnswered(each, verb)))
        throw new ConfigurationError(`the subresource ${place} answers nothing`)
      seen.add(place)
    }
    this.#functions = functions
  }

  /** The entry with the subresources that are added to it. @throws ConfigurationError where it has one of the name */
  extend(entry: CatalogEntry): CatalogEntry {
    const added = entry.strategy ? this.#of(entry.api) : []
    if (!entry.strategy || added.length === 0) return entry
    const subresources = new Map(entry.subresources)
    for (const each of added) {
      if (subresources.has(each.name))
        throw new ConfigurationError(`${entry.api.plural} have a subresource ${each.name} already`)
      subresources.set(each.name, described(each, entry.api))
    }
    return { ...entry, api: { ...entry.api, subresources: [...subresources.values()] }, subresources }
  }

  /** What answers the call; undefined where none of these does. */
  endpointOf({ info, resource, parts }: ResourceCall): Endpoint | undefined {
    const found = this.#of(resource.api).find(({ name }) => name === info.subresource)
    const verb = subresourceVerbs.find((each) => each === info.verb)
    const handler = found && verb && handlerOf(found, verb, parts)
    return handler && ((call) => answer(call, found, handler))
  }

  #of({ group, version, plural }: ApiResource): SubresourceFunction[] {
    return this.#functions.filter(
      ({ resource }) =>
        resource.group === group && resource.version === version && resource.plural === plural,
    )
  }
}

function isAnswered(declared: SubresourceFunction, verb: SubresourceVerb): boolean {
  return declared[verb] !== undefined || declared.backend?.verbs.includes(verb) === true
}

function handlerOf(
  declared: SubresourceFunction,
  verb: SubresourceVerb,
  { registry, caches }: ServerParts,
): SubresourceHandler | undefined {
  const own = declared[verb]
  const { backend } = declared
  if (own || !backend?.verbs.includes(verb)) return own
  return askBackend(declared, backend, { verb, context: admissionContextOf(registry, caches) })
}

function described(declared: SubresourceFunction, { group, version, kind }: ApiResource): ApiSubresource {
  const known = subresourceVerbs.filter((verb) => isAnswered(declared, verb))
  return { name: declared.name, group, version, kind, ...declared.kind, verbs: known }
}

async function answer(
  call: ResourceCall,
  declared: SubresourceFunction,
  handle: SubresourceHandler,
): ReturnType<Endpoint> {
  const { parts, request, info, resource } = call
  const representation = negotiate(request)
  const body = await readBody(call, declared)
  const item = await parts.registry.get(resource.storage, { namespace: info.namespace, name: info.name })
  await resource.custom?.prepare?.([objectOf(item)])
  const { query, user, warnings } = request
  const options = writeOptionsOf(request, 'UpdateOptions')
  const answered = await handle({
    ...{ object: cloneJson(toServedVersion(resource, objectOf(item))), body, query, user },
    isDryRun: options.isDryRun,
    warn: (message) => void warnings.push(message),
    update: (object) => write(call, object),
  })
  const answerKind = described(declared, resource.api)
  const typed = { apiVersion: apiVersionOf(answerKind), kind: answerKind.kind }
  const code = info.verb === 'create' ? 201 : 200
  return { kind: 'value', code, value: { ...typed, ...answered } as never, representation }
}

async function readBody(
  { request, info }: ResourceCall,
  { schema, kind }: SubresourceFunction,
): Promise<unknown> {
  if (info.verb === 'get') return undefined
  const body = request.body.kind === 'value' ? request.body.value : readJson(await bodyBytes(request))
  if (schema === undefined) return body
  const errors = validateValue(schema as JsonSchema, body ?? {}, { field: '', old: undefined })
  if (errors.length > 0)
    throw invalidObject(
      { group: kind?.group ?? info.group, kind: kind?.kind ?? info.subresource },
      info.name,
      errors,
    )
  return body
}

async function write(call: ResourceCall, object: KubeObject): Promise<KubeObject> {
  const { resource, request, info } = call
  const options = writeOptionsOf(request, 'UpdateOptions')
  const { object: written } = await updateObject(operationOf(call, options), {
    ...{ name: info.name, scope: 'main' },
    revise(old) {
      const next = toStorageVersion(resource, cloneJson(object))
      trackFields(call, options, { old, object: next })
      return next
    },
  })
  await resource.custom?.prepare?.([written])
  return cloneJson(toServedVersion(resource, written))
}
