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

const prefix = 'pod-security.kubernetes.io/'
const modes: readonly Mode[] = ['enforce', 'audit', 'warn']
const versionForm = /^(latest|v1\.(0|[1-9]\d*))$/
const open: LevelVersion = { level: 'privileged', version: 'latest' }

type Labels = Readonly<Record<string, string>>

/** What a namespace's labels ask for; who mistypes a level enforces everything, but is warned of nothing. */
export function policyOf(labels: Labels): Policy {
  const enforce = standardOf(labels, 'enforce', 'restricted')
  const warn = standardOf(labels, 'warn', 'privileged')
  const isWarned = labels[`${prefix}warn`] !== undefined
  const version = labels[`${prefix}warn-version`] === undefined ? enforce.version : warn.version
  return {
    enforce,
    audit: standardOf(labels, 'audit', 'privileged'),
    warn: isWarned ? warn : { level: enforce.level, version },
  }
}

export function labelProblems(labels: Labels): readonly LabelProblem[] {
  return modes.flatMap((mode) => {
    const [level, version] = [labels[`${prefix}${mode}`], labels[`${prefix}${mode}-version`]]
    const problems: LabelProblem[] = []
    if (level !== undefined && !isLevel(level)) {
      problems.push({ label: `${prefix}${mode}`, value: level, why: `must be one of ${levels.join(', ')}` })
    }
    if (version !== undefined && !versionForm.test(version)) {
      const why = 'must be "latest" or "v1.x"'
      problems.push({ label: `${prefix}${mode}-version`, value: version, why })
    }
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

function standardOf(labels: Labels, mode: Mode, mistyped: Level): LevelVersion {
  const level = labels[`${prefix}${mode}`]
  const version = labels[`${prefix}${mode}-version`] ?? open.version
  return {
    level: level === undefined ? open.level : isLevel(level) ? level : mistyped,
    version: versionForm.test(version) ? version : open.version,
  }
}

function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text)
}
