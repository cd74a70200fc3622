import { cloneJson, deepEqual, internalError, type KubeObject, type StatusError } from '@knarr/machinery'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../admission-plugin.ts'
import type { EquivalentResources } from '../matching/equivalent-resources.ts'
import { requestOf } from '../webhook/admission-review.ts'
import { replaceContents, revisedObject } from '../webhook/apply-response.ts'
import { denied } from '../webhook/webhook-errors.ts'
import type { AdmissionFunction, AdmissionOperation, FunctionRequest } from './admission-function.ts'

const usualOperations: readonly AdmissionOperation[] = ['CREATE', 'UPDATE']

/** The embedder's functions as plugins, in their order. @throws TypeError where two have one name */
export function functionPlugins(
  functions: readonly AdmissionFunction[],
  equivalents: EquivalentResources,
): AdmissionPlugin[] {
  const names = new Set<string>()
  for (const { name } of functions) {
    if (name === '') throw new TypeError('an admission function needs a name')
    if (names.has(name)) throw new TypeError(`two admission functions are named ${JSON.stringify(name)}`)
    names.add(name)
  }
  return functions.map((declared) => functionPlugin(declared, equivalents))
}

function functionPlugin(declared: AdmissionFunction, equivalents: EquivalentResources): AdmissionPlugin {
  const { name, mutate, validate, subresource = '', operations = usualOperations } = declared
  return {
    name,

    handles: (attributes) =>
      attributes.subresource === subresource &&
      operations.includes(attributes.operation) &&
      matched(declared, attributes, equivalents) !== undefined,

    ...(mutate && {
      async admit(attributes, context) {
        const resource = matched(declared, attributes, equivalents)
        const { object } = attributes
        if (!resource || !object) return
        const request = functionRequest(name, { attributes, resource, context })
        await asked(name, () => mutate.call(declared, request, context))
        const before = requestOf(attributes, resource, '').object
        if (deepEqual(request.object, before)) return
        replaceContents(
          object,
          revisedObject(resource, object, () => request.object),
        )
      },
    }),

    ...(validate && {
      async validate(attributes, context) {
        const resource = matched(declared, attributes, equivalents)
        if (!resource) return
        const request = functionRequest(name, { attributes, resource, context })
        await asked(name, () => validate.call(declared, request, context))
      },
    }),
  }
}

/** The version the function names of what is written, where it is about that. */
function matched(
  { resource }: AdmissionFunction,
  attributes: AdmissionAttributes,
  equivalents: EquivalentResources,
): ServedResource | undefined {
  const { group, version, plural } = resource
  return equivalents
    .of(attributes.resource)
    .find(({ api }) => api.group === group && api.version === version && api.plural === plural)
}

interface Asked {
  readonly attributes: AdmissionAttributes
  readonly resource: ServedResource
  readonly context: AdmissionContext
}

function functionRequest(name: string, { attributes, resource, context }: Asked): FunctionRequest {
  const { object, oldObject, ...request } = requestOf(attributes, resource, context.random.uuid())
  return {
    ...request,
    operation: attributes.operation,
    object: (object ? cloneJson(object) : null) as KubeObject | null,
    oldObject: (oldObject ? cloneJson(oldObject) : null) as KubeObject | null,
    deny(message, status) {
      throw new Denial(denied(titleOf(name), { ...status, message }))
    },
    warn(message) {
      attributes.warnings.push(message)
    },
    annotate(key, value) {
      attributes.annotate?.(`${name}/${key}`, value)
    },
  }
}

/** Tells a refusal from errors that a function met, of other requests it made for instance. */
class Denial extends Error {
  readonly answer: StatusError

  constructor(answer: StatusError) {
    super(answer.message)
    this.answer = answer
  }
}

async function asked(name: string, ask: () => void | Promise<void>): Promise<void> {
  try {
    await ask()
  } catch (error) {
    if (error instanceof Denial) throw error.answer
    const why = error instanceof Error ? error.message : String(error)
    throw internalError(new Error(`failed calling ${titleOf(name)}: ${why}`, { cause: error }))
  }
}

function titleOf(name: string): string {
  return `admission function ${JSON.stringify(name)}`
}
