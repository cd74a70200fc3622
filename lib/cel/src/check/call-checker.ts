import type { Call, Expression, Select } from '../parse/expression.ts'
import { isSameType, Substitutions } from '../types/assignable.ts'
import {
  boolType,
  type CelType,
  dynType,
  errorType,
  optionalType,
  type TypeParameter,
} from '../types/cel-type.ts'
import { signatureText } from '../types/type-text.ts'
import type { CheckContext } from './check-context.ts'
import type { Overload } from './declarations.ts'
import { optionalContent } from './optional-content.ts'
import { qualifiedName } from './qualified-name.ts'

/** Finds the function of a call and which of its overloads the arguments fit. */
export class CallChecker {
  readonly #context: CheckContext
  readonly #field: (select: Pick<Select, 'operand' | 'field' | 'offset'>) => CelType

  constructor(
    context: CheckContext,
    field: (select: Pick<Select, 'operand' | 'field' | 'offset'>) => CelType,
  ) {
    this.#context = context
    this.#field = field
  }

  check(call: Call): CelType {
    if (call.name === '_?._') return this.#optionalSelect(call)
    const args = call.args.map((arg) => this.#context.check(arg))
    if (!call.target)
      return this.#resolved(call, call.name.replace(/^\./, ''), { types: args, isMethod: false })
    const prefix = qualifiedName(call.target)
    const qualified = `${prefix?.replace(/^\./, '')}.${call.name}`
    if (prefix !== undefined && this.#context.declarations.functions.has(qualified)) {
      this.#context.setQualified(call)
      return this.#resolved(call, qualified, { types: args, isMethod: false })
    }
    const types = [this.#context.check(call.target), ...args]
    return this.#resolved(call, call.name, { types, isMethod: true })
  }

  #optionalSelect({ args: [operand, field], offset }: Call): CelType {
    if (!operand || field?.kind !== 'literal') return errorType
    this.#context.setType(field, this.#context.check(field))
    const type = this.#field({ operand, field: String(field.literal.value), offset })
    return this.#context.substitutions.apply(optionalContent(type) ? type : optionalType(type))
  }

  #resolved(call: Call, name: string, args: Arguments): CelType {
    const overloads = this.#context.declarations.functions.get(name)
    if (!overloads) {
      this.#context.undeclared(call, call.name)
      return errorType
    }
    if (name === '_&&_' || name === '_||_') return this.#logical(call, args.types, overloads)
    const fitting = this.#fitting(overloads, args)
    if (fitting.length === 0) {
      const types = args.types.map((type) => this.#context.substitutions.apply(type, 'dyn'))
      const signature = signatureText(types, args.isMethod)
      this.#context.report(call.offset, `found no matching overload for '${name}' applied to '${signature}'`)
      return errorType
    }
    this.#context.setOverloads(
      call,
      fitting.map(({ overload }) => overload),
    )
    return resultOf(fitting.map(({ result }) => result))
  }

  #logical(call: Call, types: readonly CelType[], overloads: readonly Overload[]): CelType {
    this.#context.setOverloads(call, overloads)
    let isFine = true
    for (const [index, type] of types.entries()) {
      const arg: Expression | undefined = call.args[index]
      if (!arg || this.#context.substitutions.assign([type], [boolType])) continue
      this.#context.mismatch(arg, boolType, type)
      isFine = false
    }
    return isFine ? boolType : errorType
  }

  /** Overloads that can be meant, with the results they would have. */
  #fitting(overloads: readonly Overload[], args: Arguments): { overload: Overload; result: CelType }[] {
    const { substitutions } = this.#context
    const fitting: { overload: Overload; result: CelType }[] = []
    for (const overload of overloads) {
      if ((overload.isMethod ?? false) !== args.isMethod) continue
      const { parameters, result } = this.#instance(overload)
      if (!substitutions.assign(args.types, parameters)) continue
      fitting.push({ overload, result: substitutions.apply(result) })
    }
    return fitting
  }

  /** The overload's types with parameters of their own. */
  #instance({ parameters, result }: Overload): { parameters: readonly CelType[]; result: CelType } {
    const names = new Set<string>()
    for (const type of [...parameters, result]) collectParameters(type, names)
    if (names.size === 0) return { parameters, result }
    const fresh = new Substitutions()
    for (const name of names)
      fresh.set({ kind: 'parameter', name } satisfies TypeParameter, this.#context.newParameter())
    return { parameters: parameters.map((type) => fresh.apply(type)), result: fresh.apply(result) }
  }
}

interface Arguments {
  readonly types: readonly CelType[]
  readonly isMethod: boolean
}

/** One result if all agree, else dyn. */
function resultOf(results: readonly CelType[]): CelType {
  const [first = dynType, ...more] = results
  return more.every((result) => isSameType(first, result)) ? first : dynType
}

function collectParameters(type: CelType, names: Set<string>): void {
  if (type.kind === 'parameter') names.add(type.name)
  else if (type.kind === 'list') collectParameters(type.element, names)
  else if (type.kind === 'map') for (const part of [type.key, type.value]) collectParameters(part, names)
  else if (type.kind === 'opaque') for (const part of type.parameters) collectParameters(part, names)
  else if (type.kind === 'type' && type.of) collectParameters(type.of, names)
}
