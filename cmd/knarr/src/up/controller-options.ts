import type { ClusterOptions } from '@knarr/cluster'
import type { OptionValues } from '@knarr/component'

/** Upstream's flags of kube-controller-manager. */
export const controllerTable = {
  'cluster-signing-duration': {
    type: 'duration',
    default: '8760h',
    help: 'The longest that signed certificates last. Who asks for one may ask for less.',
  },
  'legacy-service-account-token-clean-up-period': {
    type: 'duration',
    default: '8760h',
    help: 'How long a token that was made for an account may be unused before it is invalid, and then before it is deleted.',
  },
} as const

/** What controllers go by. */
export function controllerSettingsOf(
  values: OptionValues<typeof controllerTable>,
): NonNullable<ClusterOptions['controllers']> {
  return {
    clusterSigningDurationMs: values.clusterSigningDuration,
    legacyTokenCleanUpPeriodMs: values.legacyServiceAccountTokenCleanUpPeriod,
  }
}
