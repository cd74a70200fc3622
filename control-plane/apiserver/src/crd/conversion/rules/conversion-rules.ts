import { decodeYaml } from '@knarr/api'
import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { isJsonObject } from '@knarr/machinery'
import type { FieldPath } from '../../field-values.ts'

/** Where a definition says how its versions differ; see docs/adr/0012. */
export const conversionRulesAnnotation = 'knarr.io/conversion-rules'

/** How one version differs from the hub. */
export type ConversionRule =
  /** The same value stands in two places. */
  | { readonly kind: 'move'; readonly path: FieldPath; readonly hub: FieldPath }
  /** Only one of both has it; the other's objects keep it in an annotation. */
  | { readonly kind: 'keep'; readonly side: 'version' | 'hub'; readonly path: FieldPath }
  /** It is computed from the object in the version it comes from. */
  | {
      readonly kind: 'set'
      readonly towards: 'version' | 'hub'
      readonly path: FieldPath
      readonly expression: string
    }

export interface ConversionRules {
  /** The version by way of which all others are converted. */
  readonly hub: string
  readonly versions: ReadonlyMap<string, readonly ConversionRule[]>
}

/** What is said is not in order. */
export class ConversionRulesError extends Error {}

/** The rules of a definition; undefined where it has none. @throws ConversionRulesError */
export function conversionRulesOf({ metadata, spec }: CustomResourceDefinition): ConversionRules | undefined {
  const text = metadata.annotations?.[conversionRulesAnnotation]
  if (text === undefined) return undefined
  const said = objectIn(text)
  const { hub: given, versions, ...others } = said
  refuseOthers(others, 'the rules', ['hub', 'versions'])
  const names = spec.versions.map(({ name }) => name)
  if (!isJsonObject(versions))
    throw new ConversionRulesError('versions: must say, by version, how it differs from the hub')
  const hub = given ?? onlyOther(names, versions)
  if (typeof hub !== 'string' || !names.includes(hub))
    throw new ConversionRulesError(`hub: ${unknown(hub, names)}`)
  const rules = Object.entries(versions).map(([version, list]): [string, ConversionRule[]] => {
    if (!names.includes(version) || version === hub)
      throw new ConversionRulesError(
        `versions: ${unknown(
          version,
          names.filter((name) => name !== hub),
        )}`,
      )
    if (!Array.isArray(list)) throw new ConversionRulesError(`versions.${version}: must be a list of rules`)
    return [version, list.map((rule, index) => ruleOf(rule, `versions.${version}[${index}]`))]
  })
  return { hub, versions: new Map(rules) }
}

/** The version that has no rules, as the hub has none. @throws ConversionRulesError where that is not one */
function onlyOther(names: readonly string[], versions: object): string {
  const [hub, ...others] = names.filter((name) => !Object.hasOwn(versions, name))
  if (hub !== undefined && others.length === 0) return hub
  throw new ConversionRulesError('hub: must be given, unless exactly one version has no rules')
}

function objectIn(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = decodeYaml(Buffer.from(text)).value
  } catch (error) {
    throw new ConversionRulesError((error as Error).message)
  }
  if (!isJsonObject(value)) throw new ConversionRulesError('must be a mapping with versions, in YAML or JSON')
  return value
}

function unknown(name: unknown, names: readonly string[]): string {
  return `${JSON.stringify(name)} is none of ${names.map((each) => JSON.stringify(each)).join(', ')}`
}

function refuseOthers(others: object, what: string, known: readonly string[]): void {
  const [other] = Object.keys(others)
  if (other !== undefined) throw new ConversionRulesError(`${what}: ${unknown(other, known)}`)
}

function ruleOf(value: unknown, at: string): ConversionRule {
  if (!isJsonObject(value)) throw new ConversionRulesError(`${at}: must be a rule`)
  const { path, hub, toHub, fromHub, ...others } = value
  refuseOthers(others, at, ['path', 'hub', 'toHub', 'fromHub'])
  const given = [path !== undefined || hub !== undefined, toHub !== undefined, fromHub !== undefined]
  if (given.filter(Boolean).length !== 1)
    throw new ConversionRulesError(`${at}: must have path, hub or both, or toHub, or fromHub`)
  if (toHub !== undefined) return setRule(toHub, 'hub', `${at}.toHub`)
  if (fromHub !== undefined) return setRule(fromHub, 'version', `${at}.fromHub`)
  if (path === undefined) return { kind: 'keep', side: 'hub', path: pathOf(hub, `${at}.hub`) }
  if (hub === undefined) return { kind: 'keep', side: 'version', path: pathOf(path, `${at}.path`) }
  return { kind: 'move', path: pathOf(path, `${at}.path`), hub: pathOf(hub, `${at}.hub`) }
}

function setRule(value: unknown, towards: 'version' | 'hub', at: string): ConversionRule {
  if (!isJsonObject(value)) throw new ConversionRulesError(`${at}: must have path and value`)
  const { path, value: expression, ...others } = value
  refuseOthers(others, at, ['path', 'value'])
  if (typeof expression !== 'string') throw new ConversionRulesError(`${at}.value: must be an expression`)
  return { kind: 'set', towards, path: pathOf(path, `${at}.path`), expression }
}

const ownOfObjects: readonly string[] = ['apiVersion', 'kind', 'metadata']

function pathOf(value: unknown, at: string): FieldPath {
  const path = typeof value === 'string' ? value.split('.') : []
  if (path.length === 0 || path.includes(''))
    throw new ConversionRulesError(`${at}: must be a field, as spec.size`)
  if (ownOfObjects.includes(path[0] ?? '')) throw new ConversionRulesError(`${at}: ${path[0]} stays as it is`)
  return path
}
