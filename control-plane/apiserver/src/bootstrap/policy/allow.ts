import type { PolicyRule } from '@knarr/api/rbac/v1'

/** The verbs that upstream's policy names together. */
export const read = 'get list watch'
export const write = 'create delete deletecollection patch update'

/** Verbs, API groups, resources and names apart by spaces; the core group is the empty word. */
export function allow(verbs: string, apiGroups: string, resources: string, names?: string): PolicyRule {
  return {
    apiGroups: sorted(apiGroups),
    resources: sorted(resources),
    ...(names ? { resourceNames: sorted(names) } : {}),
    verbs: sorted(verbs),
  }
}

/** GET of paths that are not of resources. */
export function allowPaths(paths: string): PolicyRule {
  return { nonResourceURLs: sorted(paths), verbs: ['get'] }
}

export const eventGroups = ' events.k8s.io'

/** What everyone needs who records events. */
export const recordEvents: PolicyRule = allow('create patch update', eventGroups, 'events')

function sorted(words: string): string[] {
  return words.split(' ').sort()
}
