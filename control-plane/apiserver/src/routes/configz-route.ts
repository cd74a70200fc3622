import type { FeatureGates } from '@knarr/component'
import type { Route } from './route.ts'
import type { ShownFlags } from './z-pages.ts'

/** `/configz`: with what the server runs. */
export function configzRoute(flags: ShownFlags, features: FeatureGates): Route {
  return {
    paths: ['/configz'],
    handles: (path) => path === '/configz',

    async answer() {
      const featureGates = Object.fromEntries(features.list().map(({ name, isEnabled }) => [name, isEnabled]))
      const body = JSON.stringify({ 'kube-apiserver': { flags, featureGates } })
      return { kind: 'bytes', code: 200, contentType: 'application/json', body }
    },
  }
}
