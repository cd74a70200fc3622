/** Upstream's flags of kube-controller-manager. */
export const controllerTable = {
  'cluster-signing-duration': {
    type: 'duration',
    default: '8760h',
    help: 'The longest that signed certificates last. Who asks for one may ask for less.',
  },
} as const
