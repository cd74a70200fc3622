import type { Library } from '../check/declarations.ts'
import { traversal } from '../cost/call-costs.ts'
import { boolType, type CelType, intType, opaqueType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { OpaqueValue } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'

const semverType = opaqueType('kubernetes.Semver')
const form = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/

class SemverValue extends OpaqueValue {
  readonly type: CelType = semverType
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint]
  readonly prerelease: readonly string[]

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly string[]) {
    super()
    this.numbers = numbers
    this.prerelease = prerelease
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof SemverValue && compare(this, other) === 0
  }
}

function parse(text: string): SemverValue | undefined {
  const match = form.exec(text)
  if (!match) return undefined
  const [, major = '', minor = '', patch = '', prerelease, build] = match
  const parts = prerelease?.split('.') ?? []
  const isWrong = parts.some((part) => part === '' || /^0\d+$/.test(part)) || build?.split('.').includes('')
  return isWrong ? undefined : new SemverValue([BigInt(major), BigInt(minor), BigInt(patch)], parts)
}

/** Takes a leading `v`, leading zeros and missing numbers. */
function normalized(text: string): string {
  const [core = '', ...rest] = text.replace(/^v/, '').split(/(?=[-+])/)
  const numbers = core.split('.').map((part) => (/^\d+$/.test(part) ? part.replace(/^0+(?=\d)/, '') : part))
  if (rest.length === 0) while (numbers.length < 3) numbers.push('0')
  return numbers.join('.') + rest.join('')
}

function semverOf(text: string, isLoose = false): SemverValue {
  return parse(isLoose ? normalized(text) : text) ?? refuse(text)
}

function refuse(text: string): never {
  const parts = text.split('.')
  if (parts.length < 3) throw new CelError('No Major.Minor.Patch elements found')
  throw new CelError(`Invalid character(s) found in version ${JSON.stringify(text)}`)
}

function isSemver(text: string, isLoose = false): boolean {
  return parse(isLoose ? normalized(text) : text) !== undefined
}

function compare(left: SemverValue, right: SemverValue): number {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n
    if (number !== other) return number < other ? -1 : 1
  }
  return comparePrereleases(left.prerelease, right.prerelease)
}

/** A prerelease comes before its release. */
function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return Math.sign(right.length - left.length)
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    const compared = compareParts(part, other)
    if (compared !== 0) return compared
  }
  return left.length < right.length ? -1 : 0
}

function compareParts(left: string, right: string): number {
  const isNumber = /^\d+$/.test(left)
  if (isNumber !== /^\d+$/.test(right)) return isNumber ? -1 : 1
  if (left === right) return 0
  if (isNumber) return BigInt(left) < BigInt(right) ? -1 : 1
  return left < right ? -1 : 1
}

const version = takes(semverType)
const versions = takes(semverType, semverType)

/** `semver('1.2.3')` and how versions compare. */
export const semverLibrary: Library = {
  types: new Map([['kubernetes.Semver', semverType]]),
  functions: [
    declare(
      'semver',
      overload('string_to_semver', takes(stringType).gives(semverType, traversal()), semverOf),
      overload('string_bool_to_semver', takes(stringType, boolType).gives(semverType, traversal()), semverOf),
    ),
    declare(
      'isSemver',
      overload('is_semver_string', takes(stringType).gives(boolType, traversal()), isSemver),
      overload('is_semver_string_bool', takes(stringType, boolType).gives(boolType, traversal()), isSemver),
    ),
    declare(
      'isGreaterThan',
      method(
        'semver_is_greater_than',
        versions.gives(boolType),
        (a: SemverValue, b: SemverValue) => compare(a, b) > 0,
      ),
    ),
    declare(
      'isLessThan',
      method(
        'semver_is_less_than',
        versions.gives(boolType),
        (a: SemverValue, b: SemverValue) => compare(a, b) < 0,
      ),
    ),
    declare(
      'compareTo',
      method('semver_compare_to', versions.gives(intType), (a: SemverValue, b: SemverValue) =>
        BigInt(compare(a, b)),
      ),
    ),
    ...(['major', 'minor', 'patch'] as const).map((name, index) => {
      return declare(
        name,
        method(`semver_${name}`, version.gives(intType), ({ numbers }: SemverValue) => numbers[index] ?? 0n),
      )
    }),
  ],
}
