import { readFileSync } from 'node:fs'
import { gvkOf } from '@knarr/api'
import { isJsonObject } from '@knarr/machinery'
import { ConfigurationError } from '../../configuration-error.ts'

/** What a user or a group may do: the `spec` of `abac.authorization.kubernetes.io` Policy. */
export interface AbacPolicy {
  readonly user: string
  readonly group: string
  readonly readonly: boolean
  readonly apiGroup: string
  readonly resource: string
  readonly namespace: string
  readonly nonResourcePath: string
}

const version = 'abac.authorization.kubernetes.io/v1beta1'

/** Reads a file with one policy a line; what begins with `#` is a comment. @throws ConfigurationError */
export function readAbacPolicies(path: string): AbacPolicy[] {
  return textOf(path)
    .split('\n')
    .flatMap((line, index) => {
      const text = line.trim()
      if (text === '' || text.startsWith('#')) return []
      try {
        return [policyOf(JSON.parse(text))]
      } catch (cause) {
        const where = `error reading policy file ${path}, line ${index + 1}`
        throw new ConfigurationError(`${where}: ${line}: ${(cause as Error).message}`, { cause })
      }
    })
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigurationError(`error reading policy file ${path}: ${(cause as Error).message}`, { cause })
  }
}

function policyOf(value: unknown): AbacPolicy {
  if (!isJsonObject(value)) throw new Error('a policy must be an object')
  const { apiVersion, kind, spec } = value
  if (!apiVersion || !kind) return unversionedPolicy(fieldsOf(value))
  if (apiVersion !== version || kind !== 'Policy') {
    const { kind: other } = gvkOf(value)
    throw new Error(
      `no kind ${JSON.stringify(other)} is registered for version ${JSON.stringify(apiVersion)}`,
    )
  }
  return withEverybody(fieldsOf(isJsonObject(spec) ? spec : {}))
}

/** From before policies had a version: what is not said is everything. */
function unversionedPolicy(given: AbacPolicy): AbacPolicy {
  const isForAll = given.user === '' && given.group === ''
  const isForAnyPath = given.namespace === '' && given.resource === ''
  return withEverybody({
    ...given,
    ...(isForAll ? { group: everybody } : {}),
    apiGroup: '*',
    namespace: given.namespace || '*',
    resource: given.resource || '*',
    nonResourcePath: isForAnyPath ? '*' : '',
  })
}

const everybody = 'system:authenticated'

/** An asterisk is whoever is known. */
function withEverybody(policy: AbacPolicy): AbacPolicy {
  return policy.user === '*' || policy.group === '*' ? { ...policy, user: '', group: everybody } : policy
}

function fieldsOf(given: Readonly<Record<string, unknown>>): AbacPolicy {
  const text = (field: string): string => {
    const value = given[field] ?? ''
    if (typeof value !== 'string') throw new Error(`${field} must be a string`)
    return value
  }
  const { readonly: isReadonly = false } = given
  if (typeof isReadonly !== 'boolean') throw new Error('readonly must be true or false')
  return {
    ...{ user: text('user'), group: text('group'), readonly: isReadonly, apiGroup: text('apiGroup') },
    ...{ resource: text('resource'), namespace: text('namespace') },
    nonResourcePath: text('nonResourcePath'),
  }
}
