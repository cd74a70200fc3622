import type { FeatureGates } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import { plainText, type Route } from './route.ts'
import type { VersionInfo } from './version-route.ts'

const name = 'kube-apiserver'
const warning =
  'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.'

/** By name, as they were given or are by default. */
export type ShownFlags = Readonly<Record<string, unknown>>

export interface ZPagesParts {
  readonly clock: Clock
  readonly features: FeatureGates
  readonly flags: ShownFlags
  readonly version: VersionInfo
  /** What else there is to read. */
  paths(): readonly string[]
}

/** `/flagz` and `/statusz`, where their features are on. */
export function zPages(parts: ZPagesParts): Route[] {
  const { features, clock } = parts
  const startMs = clock.now()
  return [
    ...(features.isEnabled('ComponentFlagz') ? [page('flagz', () => flagLines(parts))] : []),
    ...(features.isEnabled('ComponentStatusz') ? [page('statusz', () => statusLines(parts, startMs))] : []),
  ]
}

function page(noun: string, lines: () => readonly string[]): Route {
  const path = `/${noun}`
  return {
    paths: [path],
    handles: (asked) => asked === path,
    answer: async () => plainText(200, `\n${name} ${noun}\n${warning}\n\n${lines().join('\n')}\n`),
  }
}

function flagLines({ flags }: ZPagesParts): string[] {
  return Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([flag, value]) => `${flag}=${Array.isArray(value) ? `[${value.join(',')}]` : String(value ?? '')}`)
}

function statusLines({ clock, version, paths }: ZPagesParts, startMs: number): string[] {
  const upSeconds = Math.floor((clock.now() - startMs) / 1000)
  const [hours, minutes, seconds] = [upSeconds / 3600, (upSeconds / 60) % 60, upSeconds % 60].map(Math.floor)
  return [
    `Started: ${new Date(startMs).toUTCString()}`,
    `Up: ${hours} hr ${minutes} min ${seconds} sec`,
    `Binary version: ${version.gitVersion}`,
    `Paths: ${[...paths()].sort().join(' ')}`,
  ]
}
