import { CelError, type Variables } from '@knarr/cel'
import { CostBudget } from '../../policy/cost-budget.ts'
import { conditionsHold, MatchConditionError } from '../../policy/match-conditions.ts'
import { withVariables } from '../../policy/request-variables.ts'
import type { CompiledPolicy, CompiledValidation } from './compiled-policy.ts'

/** Why a policy refuses a write. */
export interface Denial {
  readonly message: string
  /** The reason the client is told. */
  readonly reason: string
  /** Which validation it is. */
  readonly index: number
}

/** What a policy says of one write, with one object of parameters. */
export interface Judgement {
  readonly denials: readonly Denial[]
  readonly annotations: readonly { readonly key: string; readonly value: string }[]
}

const nothing: Judgement = { denials: [], annotations: [] }

/** Evaluates a policy. What fails denies, unless the policy's failures are to be ignored. */
export function judge(policy: CompiledPolicy, variables: Variables): Judgement {
  const budget = new CostBudget()
  try {
    if (!conditionsHold(policy.conditions, variables, budget)) return nothing
  } catch (error) {
    if (!(error instanceof MatchConditionError)) throw error
    return { denials: failed(policy, error.message, 0), annotations: [] }
  }
  const all = withVariables(variables, policy.variables, budget)
  const denials = policy.validations.flatMap((validation, index) =>
    validate(policy, validation, { all, budget, index }),
  )
  return annotate(policy, denials, { all, budget })
}

interface Evaluating {
  readonly all: Variables
  readonly budget: CostBudget
}

function validate(
  policy: CompiledPolicy,
  { validation, expression, message }: CompiledValidation,
  { all, budget, index }: Evaluating & { readonly index: number },
): readonly Denial[] {
  const text = validation.expression
  if (!expression.program) return failed(policy, expression.error, index)
  try {
    if (budget.evaluate(expression.program, all) === true) return []
  } catch (error) {
    if (!(error instanceof CelError)) throw error
    return failed(policy, `expression '${text}' resulted in error: ${error.message}`, index)
  }
  const said = message && saidBy(message, { all, budget })
  const shown = said || validation.message?.trim() || `failed expression: ${text.trim()}`
  return [{ message: shown, reason: validation.reason || 'Invalid', index }]
}

const longestMessage = 5 * 1024

/** What a message's expression comes to; empty where it is no text that can be shown. */
function saidBy({ program }: CompiledValidation['expression'], { all, budget }: Evaluating): string {
  if (!program) return ''
  try {
    const value = budget.evaluate(program, all)
    const text = typeof value === 'string' ? value.trim() : ''
    return text.includes('\n') || Buffer.byteLength(text) > longestMessage ? '' : text
  } catch (error) {
    if (error instanceof CelError) return ''
    throw error
  }
}

function failed({ policy }: CompiledPolicy, message: string, index: number): readonly Denial[] {
  return policy.spec.failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid', index }]
}

function annotate(
  policy: CompiledPolicy,
  denials: readonly Denial[],
  { all, budget }: Evaluating,
): Judgement {
  const annotations: { key: string; value: string }[] = []
  const more: Denial[] = []
  for (const { key, expression } of policy.annotations) {
    try {
      if (!expression.program) throw new CelError(expression.error)
      const value = budget.evaluate(expression.program, all)
      if (typeof value === 'string' && value.trim() !== '') annotations.push({ key, value: value.trim() })
    } catch (error) {
      if (!(error instanceof CelError)) throw error
      more.push(...failed(policy, error.message, 0))
    }
  }
  return { denials: [...denials, ...more], annotations }
}
