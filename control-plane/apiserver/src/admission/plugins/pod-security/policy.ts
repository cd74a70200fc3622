/** How much a standard forbids, from nothing on. */
export const levels = ['privileged', 'baseline', 'restricted'] as const
export type Level = (typeof levels)[number]

export interface LevelVersion {
  readonly level: Level
  /** `latest`, or `v1.25`. */
  readonly version: string
}

export type Mode = 'enforce' | 'audit' | 'warn'
export type Policy = Readonly<Record<Mode, LevelVersion>>

export interface LabelProblem {
  readonly label: string
  readonly value: string
  readonly why: string
}

export const prefix = 'pod-security.kubernetes.io/'
export const modes: readonly Mode[] = ['enforce', 'audit', 'warn']
const versionForm = /^(latest|v1\.(0|[1-9]\d*))$/
const open: LevelVersion = { level: 'privileged', version: 'latest' }
/** Forbids nothing. */
export const openPolicy: Policy = { enforce: open, audit: open, warn: open }

type Labels = Readonly<Record<string, string>>

/**
 * What a namespace's labels ask for, and `defaults` where they say nothing. Who mistypes a level enforces everything,
 * but is warned of nothing. A level to enforce that is above what is warned of is warned of, too.
 */
export function policyOf(labels: Labels, defaults: Policy = openPolicy): Policy {
  const enforce = standardOf(labels, 'enforce', defaults.enforce, 'restricted')
  const audit = standardOf(labels, 'audit', defaults.audit, 'privileged')
  const warn = standardOf(labels, 'warn', defaults.warn, 'privileged')
  const enforced = labels[`${prefix}enforce`]
  const isEnforced = enforced !== undefined && isLevel(enforced)
  const isWarned = labels[`${prefix}warn`] !== undefined
  if (isWarned || !isEnforced || rank(enforce) <= rank(warn)) return { enforce, audit, warn }
  const version = labels[`${prefix}warn-version`] === undefined ? enforce.version : warn.version
  return { enforce, audit, warn: { level: enforce.level, version } }
}

/** How much a standard forbids: more is more. */
export function rank({ level }: LevelVersion): number {
  return levels.indexOf(level)
}

export function isFullyPrivileged(policy: Policy): boolean {
  return modes.every((mode) => policy[mode].level === 'privileged')
}

/** The modes labels ask for more in than nothing, for a text: `enforce=baseline:latest, warn=restricted:v1.30`. */
export function labelledModesText(labels: Labels, policy: Policy): string {
  const isLabelled = (mode: Mode): boolean =>
    labels[`${prefix}${mode}`] !== undefined || labels[`${prefix}${mode}-version`] !== undefined
  return modes
    .filter((mode) => policy[mode].level !== 'privileged' && isLabelled(mode))
    .map((mode) => `${mode}=${standardText(policy[mode])}`)
    .join(', ')
}

/** Whether two policies forbid the same: of what forbids nothing, versions do not count. */
export function isSamePolicy(one: Policy, other: Policy): boolean {
  return modes.every((mode) => {
    const [first, second] = [one[mode], other[mode]]
    const areOpen = first.level === 'privileged' && second.level === 'privileged'
    return areOpen || isSameStandard(first, second)
  })
}

/** Why nobody can tell the level or version a text names; undefined where it names one. */
export function levelProblem(level: string): string | undefined {
  return isLevel(level) ? undefined : `must be one of ${levels.join(', ')}`
}

export function versionProblem(version: string): string | undefined {
  return versionForm.test(version) ? undefined : 'must be "latest" or "v1.x"'
}

export function labelProblems(labels: Labels): readonly LabelProblem[] {
  return modes.flatMap((mode) => {
    const [level, version] = [labels[`${prefix}${mode}`], labels[`${prefix}${mode}-version`]]
    const problems: LabelProblem[] = []
    const whyLevel = level === undefined ? undefined : levelProblem(level)
    const whyVersion = version === undefined ? undefined : versionProblem(version)
    if (level !== undefined && whyLevel)
      problems.push({ label: `${prefix}${mode}`, value: level, why: whyLevel })
    if (version !== undefined && whyVersion)
      problems.push({ label: `${prefix}${mode}-version`, value: version, why: whyVersion })
    return problems
  })
}

/** `restricted:latest` */
export function standardText({ level, version }: LevelVersion): string {
  return `${level}:${version}`
}

export function isSameStandard(one: LevelVersion, other: LevelVersion): boolean {
  return one.level === other.level && one.version === other.version
}

function standardOf(labels: Labels, mode: Mode, usual: LevelVersion, mistyped: Level): LevelVersion {
  const level = labels[`${prefix}${mode}`] ?? usual.level
  const version = labels[`${prefix}${mode}-version`] ?? usual.version
  return {
    level: isLevel(level) ? level : mistyped,
    version: versionForm.test(version) ? version : open.version,
  }
}

function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text)
}
