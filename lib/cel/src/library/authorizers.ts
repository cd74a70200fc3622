import type { Library } from '../check/declarations.ts'
import { fixed, traversal } from '../cost/call-costs.ts'
import { boolType, type CelType, opaqueType, stringType } from '../types/cel-type.ts'
import { OpaqueValue } from '../values/value.ts'
import { declare, method, takes } from './declare.ts'

/** What an expression asks whether it is allowed; the user is the authorizer's unless a service account is named. */
export interface AccessCheck {
  readonly serviceAccount?: { readonly namespace: string; readonly name: string }
  /** A path that is no resource's. */
  readonly path?: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
  readonly verb: string
}

export interface AccessDecision {
  readonly isAllowed: boolean
  readonly reason: string
  /** Why it could not be told. */
  readonly error?: string
}

/** Answers what `authorizer.group(…).resource(…).check(…)` asks. */
export type AskAccess = (check: AccessCheck) => AccessDecision

const typeNames = {
  authorizer: opaqueType('kubernetes.authorization.Authorizer'),
  path: opaqueType('kubernetes.authorization.PathCheck'),
  group: opaqueType('kubernetes.authorization.GroupCheck'),
  resource: opaqueType('kubernetes.authorization.ResourceCheck'),
} as const

/** The type of the `authorizer` variable. */
export const authorizerType: CelType = typeNames.authorizer
/** The type of `authorizer.requestResource`: a check of the request's own resource. */
export const resourceCheckType: CelType = typeNames.resource
const decisionType = opaqueType('kubernetes.authorization.Decision')

/** A check on its way to its verb. */
class CheckValue extends OpaqueValue {
  readonly type: CelType
  readonly ask: AskAccess
  readonly check: Omit<AccessCheck, 'verb'>

  constructor(type: CelType, ask: AskAccess, check: Omit<AccessCheck, 'verb'>) {
    super()
    this.type = type
    this.ask = ask
    this.check = check
  }

  with(type: CelType, more: Partial<AccessCheck>): CheckValue {
    return new CheckValue(type, this.ask, { ...this.check, ...more })
  }

  equals(other: OpaqueValue): boolean {
    return other === this
  }
}

class DecisionValue extends OpaqueValue {
  readonly type: CelType = decisionType
  readonly decision: AccessDecision

  constructor(decision: AccessDecision) {
    super()
    this.decision = decision
  }

  equals(other: OpaqueValue): boolean {
    return other === this
  }
}

/** The value of the `authorizer` variable. */
export function authorizerValue(ask: AskAccess): OpaqueValue {
  return new CheckValue(authorizerType, ask, {})
}

/** The value of `authorizer.requestResource`. */
export function resourceCheckValue(ask: AskAccess, check: Omit<AccessCheck, 'verb'>): OpaqueValue {
  return new CheckValue(resourceCheckType, ask, check)
}

function narrowing(name: keyof AccessCheck, from: CelType, to: CelType): Library['functions'][number] {
  const isSelector = name === 'fieldSelector' || name === 'labelSelector'
  return declare(
    name,
    method(
      `${name.toLowerCase()}_of_check`,
      takes(from, stringType).gives(to, isSelector ? traversal() : fixed(1)),
      (check: CheckValue, value: string) => check.with(to, { [name]: value }),
    ),
  )
}

const checking = fixed(350_000)
const verb = (type: CelType): ReturnType<typeof method> => {
  return method(
    `${type === typeNames.path ? 'pathcheck' : 'resourcecheck'}_check`,
    takes(type, stringType).gives(decisionType, checking),
    ({ ask, check }: CheckValue, given: string) => new DecisionValue(ask({ ...check, verb: given })),
  )
}

const decided = takes(decisionType)

/** Asking what a user may do. */
export const authorizerLibrary: Library = {
  types: new Map(
    [authorizerType, ...Object.values(typeNames), decisionType].map((type) => [nameOf(type), type]),
  ),
  functions: [
    narrowing('path', typeNames.authorizer, typeNames.path),
    narrowing('group', typeNames.authorizer, typeNames.group),
    narrowing('resource', typeNames.group, typeNames.resource),
    narrowing('subresource', typeNames.resource, typeNames.resource),
    narrowing('namespace', typeNames.resource, typeNames.resource),
    narrowing('name', typeNames.resource, typeNames.resource),
    narrowing('fieldSelector', typeNames.resource, typeNames.resource),
    narrowing('labelSelector', typeNames.resource, typeNames.resource),
    declare(
      'serviceAccount',
      method(
        'authorizer_serviceaccount',
        takes(authorizerType, stringType, stringType).gives(authorizerType),
        (check: CheckValue, namespace: string, name: string) => {
          return check.with(authorizerType, { serviceAccount: { namespace, name } })
        },
      ),
    ),
    declare('check', verb(typeNames.path), verb(typeNames.resource)),
    declare(
      'allowed',
      method(
        'decision_allowed',
        decided.gives(boolType),
        ({ decision }: DecisionValue) => decision.isAllowed,
      ),
    ),
    declare(
      'reason',
      method('decision_reason', decided.gives(stringType), ({ decision }: DecisionValue) => decision.reason),
    ),
    declare(
      'errored',
      method(
        'decision_errored',
        decided.gives(boolType),
        ({ decision }: DecisionValue) => decision.error !== undefined,
      ),
    ),
    declare(
      'error',
      method(
        'decision_error',
        decided.gives(stringType),
        ({ decision }: DecisionValue) => decision.error ?? '',
      ),
    ),
  ],
}

function nameOf(type: CelType): string {
  return type.kind === 'opaque' ? type.name : ''
}
