import { ConfigurationError } from '../configuration-error.ts'
import type { AdmissionPlugin } from './admission-plugin.ts'

export interface PluginChoice {
  /** Plugins to run beside those that run by default. */
  readonly enable?: readonly string[]
  /** Plugins not to run though they do by default. */
  readonly disable?: readonly string[]
}

/**
 * Those of `known` that run, in their order.
 * @throws ConfigurationError for a plugin nobody knows, for one that is to be on and off, and for one that cannot run
 */
export function choosePlugins(
  known: readonly AdmissionPlugin[],
  offByDefault: ReadonlySet<string>,
  { enable = [], disable = [] }: PluginChoice,
): readonly AdmissionPlugin[] {
  refuseUnknown(known, 'enable-admission-plugins', enable)
  refuseUnknown(known, 'disable-admission-plugins', disable)
  const both = enable.filter((name) => disable.includes(name))
  if (both.length > 0) {
    throw new ConfigurationError(
      `[${both}] in enable-admission-plugins and disable-admission-plugins overlapped`,
    )
  }
  const chosen = known.filter(({ name }) =>
    offByDefault.has(name) ? enable.includes(name) : !disable.includes(name),
  )
  for (const { name, problem } of chosen) {
    if (problem !== undefined) throw new ConfigurationError(cannotInit(name, problem))
  }
  return chosen
}

/** In upstream's words. */
export function cannotInit(plugin: string, why: string): string {
  return `couldn't init admission plugin ${JSON.stringify(plugin)}: ${why}`
}

function refuseUnknown(known: readonly AdmissionPlugin[], flag: string, names: readonly string[]): void {
  const unknown = names.find((name) => !known.some((plugin) => plugin.name === name))
  if (unknown !== undefined) throw new ConfigurationError(`${flag} plugin "${unknown}" is unknown`)
}
