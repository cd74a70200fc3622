import { cloneJson, isJsonObject, ownValue, setOwn } from '../json/json.ts'

/** RFC 7386: null removes, objects merge, all else replaces. The result shares nothing with the arguments. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  return merged(cloneJson(document), patch)
}

/** Merges into `target`, which may be changed. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return cloneJson(patch)
  const result = isJsonObject(target) ? target : {}
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (value === null) delete result[key]
    else if (value !== undefined) setOwn(result, key, merged(ownValue(result, key), value))
  }
  return result
}
