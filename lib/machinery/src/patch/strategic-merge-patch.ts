import { cloneJson, isJsonObject, ownValue, setOwn } from '../json/json.ts'
import { directive, goText, goType, plainValue } from './patch-directive.ts'
import { PatchError } from './patch-error.ts'
import { checkDemandedOrder, deleteFromList, enforceOrder, mergeLists } from './strategic-list.ts'

/** How the fields of a type are patched; what a map's values are, it answers for any name. */
export interface PatchSchema {
  field(name: string): PatchSchemaField | undefined
}

export interface PatchSchemaField {
  /** `merge`, `replace`, `retainKeys` or `merge,retainKeys`. */
  readonly patchStrategy?: string
  readonly patchMergeKey?: string
  readonly isList?: boolean
  /** Of the field's object, or of its list's items. */
  readonly schema?: PatchSchema
}

type JsonObject = Record<string, unknown>

const badPrimitiveList = 'invalid patch format of primitive list'
const badRetainKeys = 'invalid patch format of retainKeys'

/**
 * Kubernetes' strategic merge patch, directives included. The result shares nothing with the arguments.
 * Throws a PatchError with upstream's text.
 */
export function applyStrategicMergePatch(document: object, patch: object, schema: PatchSchema): object {
  return mergeObjects(cloneJson(document) as JsonObject, cloneJson(patch) as JsonObject, schema)
}

/** Merges into `original`; both arguments are this call's own and may be changed. */
function mergeObjects(original: JsonObject, patch: JsonObject, schema: PatchSchema | undefined): JsonObject {
  if (Object.hasOwn(patch, directive.patch)) return obeyPatchDirective(patch)
  retainKeys(original, patch)
  orderLists(original, patch, schema)
  deletePrimitives(original, patch)
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete original[key]
    else setOwn(original, key, mergedValue(ownValue(original, key), value, schema?.field(key)))
  }
  return original
}

function obeyPatchDirective(patch: JsonObject): JsonObject {
  const action = patch[directive.patch]
  delete patch[directive.patch]
  if (action === 'replace') return plainValue(patch) as JsonObject
  if (action === 'delete') return {}
  const text = goText({ ...patch, [directive.patch]: action })
  throw new PatchError(500, `unknown patch type: ${goText(action)} in map: ${text}`)
}

function mergedValue(original: unknown, patch: unknown, field: PatchSchemaField | undefined): unknown {
  if (isJsonObject(original) && isJsonObject(patch)) {
    return hasStrategy(field, 'replace') ? plainValue(patch) : mergeObjects(original, patch, field?.schema)
  }
  if (Array.isArray(original) && Array.isArray(patch)) return mergedList(original, patch, field)
  return plainValue(patch)
}

function mergedList(live: unknown[], patch: unknown[], field: PatchSchemaField | undefined): unknown[] {
  if (!hasStrategy(field, 'merge')) return plainValue(patch) as unknown[]
  return mergeLists(live, patch, {
    mergeKey: field?.patchMergeKey || undefined,
    mergeItem: (item, change) => mergeObjects(item, change, field?.schema),
  })
}

function hasStrategy(field: PatchSchemaField | undefined, strategy: 'merge' | 'replace'): boolean {
  return field?.patchStrategy?.split(',').includes(strategy) ?? false
}

/** `$retainKeys`: of the live object only these keys stay, and the patch may set no others. */
function retainKeys(original: JsonObject, patch: JsonObject): void {
  if (!Object.hasOwn(patch, directive.retainKeys)) return
  const keys = patch[directive.retainKeys]
  delete patch[directive.retainKeys]
  if (!Array.isArray(keys)) throw new PatchError(400, badRetainKeys)
  const retained = new Set<unknown>(keys)
  for (const [key, value] of Object.entries(patch)) {
    const isAboutList =
      key.startsWith(directive.deleteFromPrimitiveList) || key.startsWith(directive.setElementOrder)
    if (value !== null && !isAboutList && !retained.has(key)) throw new PatchError(400, badRetainKeys)
  }
  for (const key of Object.keys(original)) {
    if (!retained.has(key)) delete original[key]
  }
}

/** `$setElementOrder/x`: merges list `x` and orders it; the patch is left without both. */
function orderLists(original: JsonObject, patch: JsonObject, schema: PatchSchema | undefined): void {
  for (const name of Object.keys(patch).filter((key) => key.startsWith(directive.setElementOrder))) {
    const order = listOf(patch[name])
    const key = name.slice(directive.setElementOrder.length)
    delete patch[name]
    const field = schema?.field(key)
    const live = ownValue(original, key)
    const change = ownValue(patch, key)
    // A null removes the list below, whatever its order was to be.
    if (change === null || (live === undefined && change === undefined)) continue
    const demanded = { order, mergeKey: field?.patchMergeKey || undefined }
    if (change !== undefined) checkDemandedOrder(listOf(change), demanded)
    const merged = change === undefined ? listOf(live) : mergedOrNew(live, listOf(change), field)
    setOwn(original, key, enforceOrder(merged, live === undefined ? [] : listOf(live), demanded))
    delete patch[key]
  }
}

function mergedOrNew(live: unknown, change: unknown[], field: PatchSchemaField | undefined): unknown[] {
  return live === undefined ? (plainValue(change) as unknown[]) : mergedList(listOf(live), change, field)
}

/** `$deleteFromPrimitiveList/x`: takes scalars out of list `x`. */
function deletePrimitives(original: JsonObject, patch: JsonObject): void {
  for (const name of Object.keys(patch).filter((key) => key.startsWith(directive.deleteFromPrimitiveList))) {
    const surplus = patch[name]
    const key = name.slice(directive.deleteFromPrimitiveList.length)
    delete patch[name]
    if (!Array.isArray(surplus)) throw new PatchError(400, badPrimitiveList)
    const live = ownValue(original, key)
    if (Array.isArray(live)) setOwn(original, key, deleteFromList(live, surplus))
  }
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new PatchError(500, `expected a []interface {}, but received a ${goType(value)}`)
}
