import { type FieldError, invalid } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import type { Findings } from './findings.ts'

/** Checks `anyOf`, `oneOf`, `allOf` and `not`; what fails in the best of several alternatives is told as well. */
export function checkComposition(
  { anyOf, oneOf, allOf, not }: JsonSchema,
  { place: { field }, findings }: { place: { readonly field: string }; findings: Findings },
  trial: (alternative: JsonSchema) => Findings,
): void {
  if (anyOf?.length) checkAny(anyOf.map(trial), field, findings)
  if (oneOf?.length) checkOne(oneOf.map(trial), field, findings)
  if (allOf?.length) checkAll(allOf.map(trial), field, findings)
  if (not && isValid(trial(not)))
    findings.errors.push(told(`${JSON.stringify(field)} must not validate the schema (not)`))
}

const isValid = ({ errors }: Findings): boolean => errors.length === 0

/** Upstream tells these without a path of their own. */
const told = (detail: string): FieldError => invalid('<nil>', '', detail)

/** The alternative that came furthest; the first of equals. */
function bestOf(trials: readonly Findings[]): Findings | undefined {
  return trials.reduce<Findings | undefined>(
    (best, each) => (best && best.matches >= each.matches ? best : each),
    undefined,
  )
}

function merge(findings: Findings, found: Findings | undefined): void {
  findings.errors.push(...(found?.errors ?? []))
  findings.matches += found?.matches ?? 0
}

function checkAny(trials: readonly Findings[], field: string, findings: Findings): void {
  if (trials.some(isValid)) return
  findings.errors.push(told(`${JSON.stringify(field)} must validate at least one schema (anyOf)`))
  merge(findings, bestOf(trials))
}

function checkOne(trials: readonly Findings[], field: string, findings: Findings): void {
  const valid = trials.filter(isValid).length
  if (valid === 1) return
  const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`
  findings.errors.push(
    told(`${JSON.stringify(field)} must validate one and only one schema (oneOf). ${found}`),
  )
  if (valid === 0) merge(findings, bestOf(trials))
}

function checkAll(trials: readonly Findings[], field: string, findings: Findings): void {
  for (const found of trials) merge(findings, found)
  if (trials.every(isValid)) return
  const none = trials.some(isValid) ? '' : '. None validated'
  findings.errors.push(told(`${JSON.stringify(field)} must validate all the schemas (allOf)${none}`))
}
