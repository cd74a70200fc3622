import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  PatchError,
  type PatchSchema,
  StatusError,
} from '@knarr/machinery'

/** Applies the patch of a request to an object. Without schemas, lists are joined by the names of their fields. */
export function applyFakePatch(object: object, contentType: string, patch: unknown): unknown {
  try {
    return apply(object, contentType, patch)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    const reason = error.code === 422 ? 'Invalid' : 'BadRequest'
    throw new StatusError({ reason, code: error.code, message: error.message }, { cause: error })
  }
}

function apply(object: object, contentType: string, patch: unknown): unknown {
  if (contentType.startsWith('application/json-patch+'))
    return applyJsonPatch(object, patch as readonly unknown[])
  if (contentType.startsWith('application/merge-patch+')) return applyMergePatch(object, patch)
  const isStrategic = /^application\/(strategic-merge|apply)-patch\+/.test(contentType)
  if (isStrategic) return applyStrategicMergePatch(object, patch as object, schema)
  throw badRequest(`the fake does not know patches of type ${contentType}`)
}

const mergeKeys: Readonly<Record<string, string>> = {
  ownerReferences: 'uid',
  conditions: 'type',
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  env: 'name',
  ports: 'containerPort',
  addresses: 'type',
  taints: 'key',
  hostAliases: 'ip',
}

/** Any field may be an object; the lists above merge by their keys, finalizers as a set. */
const schema: PatchSchema = {
  field(name) {
    if (name === 'finalizers') return { patchStrategy: 'merge', isList: true }
    const patchMergeKey = mergeKeys[name]
    if (patchMergeKey) return { patchStrategy: 'merge', patchMergeKey, isList: true, schema }
    return { schema }
  },
}
