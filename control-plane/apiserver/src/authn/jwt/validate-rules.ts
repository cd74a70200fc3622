import { boolType } from '@knarr/cel'
import { duplicate, type FieldError, invalid, required } from '@knarr/machinery'
import type { JwtAuthenticatorConfiguration } from './authentication-configuration.ts'
import { compileClaimExpression } from './claim-expressions.ts'

type ClaimRules = NonNullable<JwtAuthenticatorConfiguration['claimValidationRules']>
type UserRules = NonNullable<JwtAuthenticatorConfiguration['userValidationRules']>

export function claimRuleErrors(rules: ClaimRules, path: string): FieldError[] {
  const claims = new Set<string>()
  const expressions = new Set<string>()
  return rules.flatMap(({ claim, requiredValue, expression, message }, index) => {
    const at = `${path}[${index}]`
    if (claim && expression) return [invalid(at, claim, "claim and expression can't both be set")]
    if (claim) {
      const why = 'may not be specified when claim is set'
      return [
        ...(message ? [invalid(`${at}.message`, message, why)] : []),
        ...repeatedError(claims, claim, `${at}.claim`),
      ]
    }
    if (!expression) return [required(at, 'claim or expression is required')]
    const why = 'may not be specified when expression is set'
    return [
      ...(requiredValue ? [invalid(`${at}.requiredValue`, requiredValue, why)] : []),
      ...conditionErrors('claims', expression, { path: `${at}.expression`, seen: expressions }),
    ]
  })
}

export function userRuleErrors(rules: UserRules, path: string): FieldError[] {
  const seen = new Set<string>()
  return rules.flatMap(({ expression }, index) => {
    const at = `${path}[${index}].expression`
    return expression ? conditionErrors('user', expression, { path: at, seen }) : [required(at, '')]
  })
}

function conditionErrors(
  variable: 'claims' | 'user',
  expression: string,
  { path, seen }: { readonly path: string; readonly seen: Set<string> },
): FieldError[] {
  const repeated = repeatedError(seen, expression, path)
  if (repeated.length > 0) return repeated
  const { error } = compileClaimExpression(variable, expression, boolType)
  return error === undefined ? [] : [invalid(path, expression, error)]
}

function repeatedError(seen: Set<string>, value: string, path: string): FieldError[] {
  if (seen.has(value)) return [duplicate(path, value)]
  seen.add(value)
  return []
}
