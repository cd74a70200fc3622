import { type CelType, dynType, listType, mapType, type TypeParameter, typeType } from './cel-type.ts'
import { typeText } from './type-text.ts'

/** What inference has found type parameters to be. */
export class Substitutions {
  #found: ReadonlyMap<string, CelType> = new Map()

  find(parameter: TypeParameter): CelType | undefined {
    return this.#found.get(parameter.name)
  }

  set(parameter: TypeParameter, type: CelType): void {
    this.#found = new Map(this.#found).set(parameter.name, type)
  }

  /** Whether every type can stand where the other is asked for; only then what it implies is kept. */
  assign(types: readonly CelType[], wanted: readonly CelType[]): boolean {
    const before = this.#found
    const isAssignable = this.#areAssignable(types, wanted)
    if (!isAssignable) this.#found = before
    return isAssignable
  }

  /** The type with its parameters filled in; unknown ones become dyn if asked. */
  apply(type: CelType, unknown?: 'dyn'): CelType {
    switch (type.kind) {
      case 'parameter': {
        const found = this.find(type)
        if (found) return this.apply(found, unknown)
        return unknown === 'dyn' ? dynType : type
      }
      case 'list':
        return listType(this.apply(type.element, unknown), type.maxSize)
      case 'map':
        return mapType(this.apply(type.key, unknown), this.apply(type.value, unknown), type.maxSize)
      case 'opaque':
        if (type.parameters.length === 0) return type
        return { ...type, parameters: type.parameters.map((each) => this.apply(each, unknown)) }
      case 'type':
        return type.of ? typeType(this.apply(type.of, unknown)) : type
      default:
        return type
    }
  }

  #areAssignable(types: readonly CelType[], wanted: readonly CelType[]): boolean {
    if (types.length !== wanted.length) return false
    return types.every((type, index) => this.#isAssignable(type, wanted[index] ?? dynType))
  }

  #isAssignable(type: CelType, wanted: CelType): boolean {
    if (wanted.kind === 'parameter') {
      const answer = this.#substitute(type, wanted)
      if (answer !== 'unsuitable') return answer === 'suitable'
    }
    if (type.kind === 'parameter') return this.#substitute(wanted, type) === 'suitable'
    if (isLoose(type) || isLoose(wanted)) return true
    if (type.kind === 'null') return wanted.kind === 'null' || isNullable(wanted)
    if (wanted.kind === 'null') return isNullable(type)
    if (type.kind === 'type') return wanted.kind === 'type'
    const inner = parametersOf(type)
    if (inner.length === 0) return isSameType(type, wanted)
    return headOf(type) === headOf(wanted) && this.#areAssignable(inner, parametersOf(wanted))
  }

  /** Takes the type for the parameter, or widens what is known; 'unsuitable' if it would contain itself. */
  #substitute(type: CelType, parameter: TypeParameter): 'suitable' | 'conflicting' | 'unsuitable' {
    if (isSameType(type, parameter)) return 'suitable'
    const known = this.find(parameter)
    if (known) {
      if (isSameType(type, known)) return 'suitable'
      if (!this.#isAssignable(type, known)) return 'conflicting'
      const general = mostGeneral(type, known)
      if (!this.#mentions(general, parameter)) this.set(parameter, general)
      return 'suitable'
    }
    if (this.#mentions(type, parameter)) return 'unsuitable'
    this.set(parameter, type)
    return 'suitable'
  }

  #mentions(type: CelType, parameter: TypeParameter): boolean {
    if (type.kind === 'parameter') {
      if (type.name === parameter.name) return true
      const known = this.find(type)
      return known !== undefined && this.#mentions(known, parameter)
    }
    return parametersOf(type).some((inner) => this.#mentions(inner, parameter))
  }
}

/** The more general of two types that can stand for one another. */
export function mostGeneral(first: CelType, second: CelType): CelType {
  return isAsGeneral(first, second) ? first : second
}

/** Whether the first is the second, or leaves more open. */
export function isAsGeneral(first: CelType, second: CelType): boolean {
  if (first.kind === 'dyn' || first.kind === 'parameter') return true
  if (second.kind === 'dyn' || second.kind === 'parameter') return false
  if (first.kind === 'type' && second.kind === 'type') return true
  const inner = parametersOf(first)
  if (inner.length === 0) return isSameType(first, second)
  const other = parametersOf(second)
  return (
    headOf(first) === headOf(second) &&
    inner.length === other.length &&
    inner.every((each, index) => isAsGeneral(each, other[index] ?? dynType))
  )
}

/** Whether both are the same type, whatever sizes they have. */
export function isSameType(first: CelType, second: CelType): boolean {
  if (first === second) return true
  return first.kind === second.kind && typeText(first) === typeText(second)
}

const isLoose = (type: CelType): boolean => type.kind === 'dyn' || type.kind === 'error'

const nullableKinds = new Set(['object', 'opaque', 'timestamp', 'duration'])
const isNullable = (type: CelType): boolean => nullableKinds.has(type.kind)

const headOf = (type: CelType): string => (type.kind === 'opaque' ? `opaque ${type.name}` : type.kind)

function parametersOf(type: CelType): readonly CelType[] {
  if (type.kind === 'list') return [type.element]
  if (type.kind === 'map') return [type.key, type.value]
  if (type.kind === 'opaque') return type.parameters
  return type.kind === 'type' && type.of ? [type.of] : []
}
