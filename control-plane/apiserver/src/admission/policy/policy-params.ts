import type { ParamKind, ParamRef } from '@knarr/api/admissionregistration/v1'
import { type KubeObject, selectorOf } from '@knarr/machinery'
import { toServedVersion } from '../../codec/convert-object.ts'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import type { EquivalentResources } from '../matching/equivalent-resources.ts'

/** A binding's parameters cannot be told. */
export class ParamsError extends Error {}

interface ParamParts {
  readonly attributes: AdmissionAttributes
  readonly equivalents: EquivalentResources
  readonly context: AdmissionContext
}

/** The objects a policy is evaluated with, once for each: undefined alone where it takes none. @throws ParamsError */
export async function paramsOf(
  kind: ParamKind | undefined,
  reference: ParamRef | undefined,
  parts: ParamParts,
): Promise<readonly (KubeObject | undefined)[]> {
  if (!kind || !reference) return [undefined]
  const [group, version] = groupVersion(kind.apiVersion ?? '')
  const resource = parts.equivalents.ofKind({ group, version, kind: kind.kind ?? '' })
  if (!resource)
    throw new ParamsError(
      `failed to find resource referenced by paramKind: '${group}/${version}, Kind=${kind.kind}'`,
    )
  const namespace = namespaceOf(resource, reference, parts.attributes)
  const found = await find(resource, { ...reference, namespace }, parts.context)
  if (found.length > 0) return found.map((object) => toServedVersion(resource, object))
  if (reference.parameterNotFoundAction === 'Allow') return []
  throw new ParamsError('no params found for policy binding with `Deny` parameterNotFoundAction')
}

/** Parameters in namespaces are those of the write's, unless one is named. */
function namespaceOf(
  { api }: ServedResource,
  { namespace }: ParamRef,
  attributes: AdmissionAttributes,
): string {
  if (!api.namespaced) {
    if (namespace)
      throw new ParamsError('cannot use namespaced paramRef in policy binding that is cluster-scoped')
    return ''
  }
  if (namespace) return namespace
  if (attributes.namespace === '') {
    throw new ParamsError(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    )
  }
  return attributes.namespace
}

async function find(
  { storage }: ServedResource,
  { name, namespace = '', selector }: ParamRef,
  context: AdmissionContext,
): Promise<readonly KubeObject[]> {
  if (name) {
    const object = await context.find(storage, { namespace, name })
    return object ? [object] : []
  }
  const wanted = selectorOf(selector ?? {})
  const all = await context.list(storage, namespace)
  return all.filter(({ metadata }) => wanted.matches(metadata.labels))
}

function groupVersion(apiVersion: string): readonly [group: string, version: string] {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? ['', first] : [first, second]
}
