import { plainJson } from '../codec/representation.ts'
import type { Route } from './route.ts'

/** `version.Info`. */
export interface VersionInfo {
  readonly major: string
  readonly minor: string
  readonly gitVersion: string
  readonly gitCommit: string
  readonly gitTreeState: string
  readonly buildDate: string
  readonly goVersion: string
  readonly compiler: string
  readonly platform: string
}

/** The Kubernetes this server answers as. */
export const kubernetesVersion: VersionInfo = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.2+knarr',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}

export function versionRoute(version: VersionInfo): Route {
  return {
    paths: ['/version'],
    handles: (path) => path === '/version' || path === '/version/',
    answer: async () => ({
      kind: 'value',
      code: 200,
      value: version,
      representation: { ...plainJson, isPretty: true, name: 'json;;;pretty' },
    }),
  }
}
