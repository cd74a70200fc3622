/** Upstream's flags that have the proxy do one thing and exit. */
export const runOnceTable = {
  cleanup: { type: 'boolean', help: 'Remove what a proxy left in the kernel, and exit.' },
  'cleanup-ipvs': { type: 'boolean', help: 'The same, as Kubernetes 1.11 called it.' },
  'cleanup-iptables': { type: 'boolean', help: 'The same, as Kubernetes 1.11 called it.' },
  'init-only': { type: 'boolean', help: "Set the kernel's parameters, which takes privileges, and exit." },
  'write-config-to': {
    type: 'string',
    help: 'Write what these flags come to as a KubeProxyConfiguration to this file, and exit.',
  },
} as const

/** Upstream's flags that change nothing here, for those who give them all the same. */
export const passedOverTable = {
  'bind-address-hard-fail': {
    type: 'boolean',
    help: 'Changes nothing: an address that is taken is tried again.',
  },
  'config-sync-period': {
    type: 'string',
    help: 'Changes nothing: what the API server tells is told at once.',
  },
  'kube-api-qps': {
    type: 'number',
    help: 'Changes nothing: the proxy asks the API server a few times an hour.',
  },
  'kube-api-burst': { type: 'number', help: 'Changes nothing.' },
  'kube-api-content-type': { type: 'string', help: 'Changes nothing: objects come as JSON.' },
  profiling: { type: 'boolean', help: "Changes nothing: Node's own --cpu-prof and --inspect tell." },
} as const
