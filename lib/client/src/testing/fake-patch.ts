import { badRequest, cloneJson, deepEqual, isJsonObject, StatusError, setOwn } from '@knarr/machinery'

type Json = Record<string, unknown>

/** Applies the patch of a request to an object; strategic merge knows the lists named in `mergeKeys`. */
export function applyFakePatch(object: object, contentType: string, patch: unknown): unknown {
  const copy = cloneJson(object) as Json
  if (contentType.startsWith('application/json-patch')) return jsonPatch(copy, patch as readonly Operation[])
  if (contentType.startsWith('application/merge-patch')) return mergePatch(copy, patch as Json, undefined)
  if (contentType.startsWith('application/strategic')) return mergePatch(copy, patch as Json, mergeKeys)
  if (contentType.startsWith('application/apply-patch')) return mergePatch(copy, patch as Json, mergeKeys)
  throw badRequest(`the fake does not know patches of type ${contentType}`)
}

/** Lists of objects that strategic merge patches join by a key, wherever they stand. */
const mergeKeys: Readonly<Record<string, string>> = {
  ownerReferences: 'uid',
  conditions: 'type',
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  ports: 'containerPort',
  addresses: 'type',
  taints: 'key',
}

function mergePatch(target: unknown, patch: unknown, keys: typeof mergeKeys | undefined): unknown {
  if (!isJsonObject(patch)) return cloneJson(patch)
  const result = isJsonObject(target) ? target : {}
  for (const [name, value] of Object.entries(patch)) {
    const key = keys?.[name]
    if (value === null) delete result[name]
    else if (key && Array.isArray(value)) setOwn(result, name, mergeList(result[name], value as Json[], key))
    else if (keys && name === 'finalizers') setOwn(result, name, union(result[name], value))
    else setOwn(result, name, mergePatch(result[name], value, keys))
  }
  return result
}

function mergeList(target: unknown, patch: readonly Json[], key: string): unknown[] {
  const result = Array.isArray(target) ? (target as Json[]) : []
  for (const item of patch) {
    const index = result.findIndex((other) => other[key] === item[key])
    if (item.$patch === 'delete') {
      if (index >= 0) result.splice(index, 1)
    } else if (index >= 0) result[index] = mergePatch(result[index], item, mergeKeys) as Json
    else result.push(cloneJson(item))
  }
  return result
}

function union(target: unknown, value: unknown): unknown[] {
  return [...new Set([...((target ?? []) as unknown[]), ...(value as unknown[])])]
}

interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'test' | 'move' | 'copy'
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

function jsonPatch(object: Json, operations: readonly Operation[]): unknown {
  const root = { root: object as unknown }
  for (const operation of operations) applyOperation(root, operation)
  return root.root
}

function applyOperation(root: Json, { op, path, from = '', value }: Operation): void {
  const place = placeOf(root, path)
  if (op === 'test' && !deepEqual(read(place), value)) throw failed(`testing path ${path} failed`)
  if (op === 'replace' || op === 'remove') remove(place)
  if (op === 'add' || op === 'replace') add(place, cloneJson(value))
  if (op === 'copy') add(place, cloneJson(read(placeOf(root, from))))
  if (op === 'move') {
    const moved = read(placeOf(root, from))
    remove(placeOf(root, from))
    add(placeOf(root, path), moved)
  }
}

interface Place {
  readonly parent: Json | unknown[]
  readonly key: string
}

function placeOf(root: Json, path: string): Place {
  const parts = `/root${path}`
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = parts.pop() ?? ''
  let parent: unknown = root
  for (const part of parts) parent = (parent as Json | undefined)?.[part]
  if (typeof parent !== 'object' || parent === null) throw failed(`the path ${path} does not exist`)
  return { parent: parent as Json, key }
}

function read({ parent, key }: Place): unknown {
  return (parent as Json)[key]
}

function add({ parent, key }: Place, value: unknown): void {
  if (Array.isArray(parent)) parent.splice(key === '-' ? parent.length : Number(key), 0, value)
  else setOwn(parent, key, value)
}

function remove({ parent, key }: Place): void {
  if (!(key in parent)) throw failed(`there is no "${key}" to remove`)
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else delete parent[key]
}

function failed(message: string): StatusError {
  return new StatusError({ reason: 'Invalid', code: 422, message })
}
