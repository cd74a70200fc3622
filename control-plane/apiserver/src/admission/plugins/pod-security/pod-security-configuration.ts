import { openPolicy, type Policy } from './policy.ts'

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
