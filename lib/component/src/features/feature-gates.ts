import { OptionError } from '../options/option-error.ts'

export type FeatureStage = 'ALPHA' | 'BETA' | 'GA' | 'DEPRECATED'

export interface Feature {
  readonly default: boolean
  readonly stage: FeatureStage
  /** It can no longer be turned off (or on). */
  readonly isLocked?: boolean
}

export type KnownFeatures = Readonly<Record<string, Feature>>

/** Which features are on. */
export interface FeatureGates {
  /** Throws on a name that is not known: that is a slip in the program, not the user's. */
  isEnabled(feature: string): boolean
  /** Every known feature, sorted by name. */
  list(): readonly { readonly name: string; readonly isEnabled: boolean; readonly stage: FeatureStage }[]
}

/** Reads `A=true,B=false`; `AllAlpha` and `AllBeta` set all of their stage that are not named themselves. */
export function parseFeatureGates(text: string, known: KnownFeatures): FeatureGates {
  const settings = settingsOf(text)
  const enabled = new Map<string, boolean>()
  for (const [name, feature] of Object.entries(known)) {
    const ofStage = feature.isLocked ? undefined : stageSetting(settings, feature.stage)
    enabled.set(name, ofStage ?? feature.default)
  }
  for (const [name, value] of settings) {
    if (name === 'AllAlpha' || name === 'AllBeta') continue
    checkSetting(name, value, known)
    enabled.set(name, value)
  }
  return gatesOf(enabled, known)
}

function checkSetting(name: string, value: boolean, known: KnownFeatures): void {
  const feature = Object.hasOwn(known, name) ? known[name] : undefined
  if (!feature) throw new OptionError(`unrecognized feature gate: ${name}`)
  if (feature.isLocked && feature.default !== value) {
    const why = `feature is locked to ${feature.default}`
    throw new OptionError(`cannot set feature gate ${name} to ${value}, ${why}`)
  }
}

function settingsOf(text: string): Map<string, boolean> {
  const settings = new Map<string, boolean>()
  for (const pair of text.split(',').map((part) => part.trim())) {
    if (pair === '') continue
    const [name = '', value] = pair.split('=', 2).map((part) => part.trim())
    if (value === undefined) throw new OptionError(`missing bool value for ${name}`)
    if (!/^(true|false|1|0|t|f)$/i.test(value)) {
      throw new OptionError(`invalid value of ${name}=${value}: must be true or false`)
    }
    settings.set(name, /^(true|1|t)$/i.test(value))
  }
  return settings
}

function stageSetting(settings: ReadonlyMap<string, boolean>, stage: FeatureStage): boolean | undefined {
  if (stage === 'ALPHA') return settings.get('AllAlpha')
  return stage === 'BETA' ? settings.get('AllBeta') : undefined
}

function gatesOf(enabled: ReadonlyMap<string, boolean>, known: KnownFeatures): FeatureGates {
  return {
    isEnabled(feature) {
      const value = enabled.get(feature)
      if (value === undefined) throw new Error(`feature "${feature}" is not registered`)
      return value
    },
    list: () =>
      [...enabled]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, isEnabled]) => ({ name, isEnabled, stage: known[name]?.stage ?? 'GA' })),
  }
}
