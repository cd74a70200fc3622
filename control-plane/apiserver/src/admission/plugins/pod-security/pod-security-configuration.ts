import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  fieldErrorText,
  invalid,
} from '@knarr/machinery'
import { readConfiguration } from '../../../configuration/read-configuration.ts'
import {
  type Level,
  type LevelVersion,
  levelProblem,
  type Mode,
  modes,
  openPolicy,
  type Policy,
  versionProblem,
} from './policy.ts'

export interface Exemptions {
  readonly usernames: readonly string[]
  readonly namespaces: readonly string[]
  readonly runtimeClasses: readonly string[]
}

/** What holds where no label says otherwise, and what nothing holds for. */
export interface PodSecurityConfiguration {
  readonly defaults: Policy
  readonly exemptions: Exemptions
}

export const defaultConfiguration: PodSecurityConfiguration = {
  defaults: openPolicy,
  exemptions: { usernames: [], namespaces: [], runtimeClasses: [] },
}

const group = 'pod-security.admission.config.k8s.io'
const list = ['string'] as const
const shape = {
  defaults: Object.fromEntries(
    modes.flatMap((mode) => [mode, `${mode}-version`].map((key) => [key, 'string'])),
  ),
  exemptions: { usernames: list, namespaces: list, runtimeClasses: list },
} as const

interface GivenConfiguration {
  readonly defaults?: Readonly<Record<string, string>>
  readonly exemptions?: Partial<Exemptions>
}

/** Reads a PodSecurityConfiguration. @throws Error in upstream's words */
export function parsePodSecurityConfiguration(text: string): PodSecurityConfiguration {
  const given = readConfiguration<GivenConfiguration>(text, 'PodSecurityConfiguration', shape as never, group)
  const exemptions = { ...defaultConfiguration.exemptions, ...given.exemptions }
  const errors = [...defaultErrors(given.defaults ?? {}), ...exemptionErrors(exemptions)].map(fieldErrorText)
  if (errors.length > 0)
    throw new Error(`PodSecurity invalid: ${errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`}`)
  return { defaults: policyFrom(given.defaults ?? {}), exemptions }
}

function policyFrom(defaults: Readonly<Record<string, string>>): Policy {
  const standardOf = (mode: Mode): LevelVersion => ({
    level: (defaults[mode] || openPolicy[mode].level) as Level,
    version: defaults[`${mode}-version`] || openPolicy[mode].version,
  })
  return { enforce: standardOf('enforce'), audit: standardOf('audit'), warn: standardOf('warn') }
}

function defaultErrors(defaults: Readonly<Record<string, string>>): FieldError[] {
  return (['enforce', 'warn', 'audit'] as const).flatMap((mode) => [
    ...errorOf(`defaults.${mode}`, defaults[mode], levelProblem),
    ...errorOf(`defaults.${mode}-version`, defaults[`${mode}-version`], versionProblem),
  ])
}

function errorOf(
  path: string,
  value: string | undefined,
  problemOf: (value: string) => string | undefined,
): FieldError[] {
  const problem = value ? problemOf(value) : undefined
  return problem === undefined ? [] : [invalid(path, value, problem)]
}

function exemptionErrors({ namespaces, runtimeClasses, usernames }: Exemptions): FieldError[] {
  const nonempty = (name: string): string[] => (name === '' ? ['username must not be empty'] : [])
  return [
    ...namesErrors('exemptions.namespaces', namespaces, dns1123LabelErrors),
    ...namesErrors('exemptions.runtimeClasses', runtimeClasses, dns1123SubdomainErrors),
    ...namesErrors('exemptions.usernames', usernames, nonempty),
  ]
}

function namesErrors(
  path: string,
  names: readonly string[],
  errorsOf: (name: string) => readonly string[],
): FieldError[] {
  return names.flatMap((name, index) => {
    const problems = errorsOf(name)
    if (problems.length > 0) return [invalid(`${path}[${index}]`, name, problems.join(', '))]
    return names.indexOf(name) < index ? [duplicate(`${path}[${index}]`, name)] : []
  })
}
