import { type FieldError, forbiddenField, invalidObject, notSupported } from '@knarr/machinery'
import { type ListSelection, listObjects } from '../registry/list-objects.ts'
import { objectSelectorOf } from '../registry/object-selector.ts'
import { type Endpoint, type ResourceCall, representationOf } from './resource-call.ts'

/** GET of a collection. */
export const listEndpoint: Endpoint = async (call) => {
  const { parts, request, resource } = call
  const representation = representationOf({ request, resource }, 'PartialObjectMetadataList')
  const { items, metadata } = await listObjects(parts.registry, resource, listSelectionOf(call))
  return { kind: 'list', code: 200, resource, items, metadata, representation }
}

/** The options of a list; @throws StatusError Invalid, BadRequest */
export function listSelectionOf({ request, info, resource }: ResourceCall): ListSelection {
  const { query } = request
  const selection = {
    namespace: info.namespace,
    selector: objectSelectorOf(query, resource.strategy),
    limit: Math.max(0, Math.trunc(Number(query.get('limit') ?? 0)) || 0),
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
  }
  const errors = listOptionErrors(selection, query.has('sendInitialEvents'))
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
  return selection
}

const matchField = 'resourceVersionMatch'

function listOptionErrors(selection: ListSelection, asksInitialEvents: boolean): FieldError[] {
  const errors = selection.resourceVersionMatch ? matchErrors(selection) : []
  if (!asksInitialEvents) return errors
  return [...errors, forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')]
}

function matchErrors({
  resourceVersion,
  continueToken,
  resourceVersionMatch: match,
}: ListSelection): FieldError[] {
  const errors: FieldError[] = []
  if (!resourceVersion)
    errors.push(forbiddenField(matchField, `${matchField} is forbidden unless resourceVersion is provided`))
  if (continueToken)
    errors.push(forbiddenField(matchField, `${matchField} is forbidden when continue is provided`))
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    errors.push(notSupported(matchField, match, ['Exact', 'NotOlderThan', '']))
  }
  if (match === 'Exact' && resourceVersion === '0') {
    errors.push(forbiddenField(matchField, `${matchField} "exact" is forbidden for resourceVersion "0"`))
  }
  return errors
}
