import type { Authorizer, RulesOfUser } from './authorizer.ts'

const noRules: RulesOfUser = { resourceRules: [], nonResourceRules: [], isIncomplete: false }

/** Everybody may do everything. */
export const alwaysAllow: Authorizer = {
  authorize: () => ({ verdict: 'allow', reason: '' }),
  rulesFor: async () => ({
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    isIncomplete: false,
  }),
}

/** Lets nobody do anything, but does not stop who is asked next. */
export const alwaysDeny: Authorizer = {
  authorize: () => ({ verdict: 'noOpinion', reason: 'Everything is forbidden.' }),
  rulesFor: async () => noRules,
}

/** Whoever is in the group may do everything; its rules are told elsewhere. */
export function privilegedGroup(group: string): Authorizer {
  return {
    authorize: ({ user }) => ({ verdict: user.groups.includes(group) ? 'allow' : 'noOpinion', reason: '' }),
    rulesFor: async () => noRules,
  }
}
