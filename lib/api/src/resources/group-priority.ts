/** Groups in the order kube-apiserver's aggregator lists them; the core group comes first. */
export const groupOrder: readonly string[] = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'resource.k8s.io',
  'storagemigration.k8s.io',
]

/** `APIService.spec.groupPriorityMinimum` of the groups kube-apiserver serves itself. */
export const groupPriorityMinimum: Readonly<Record<string, number>> = {
  '': 18000,
  'apiregistration.k8s.io': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'authentication.k8s.io': 17700,
  'authorization.k8s.io': 17600,
  autoscaling: 17500,
  batch: 17400,
  'certificates.k8s.io': 17300,
  'networking.k8s.io': 17200,
  policy: 17100,
  'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800,
  'admissionregistration.k8s.io': 16700,
  'apiextensions.k8s.io': 16700,
  'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500,
  'node.k8s.io': 16300,
  'discovery.k8s.io': 16200,
  'flowcontrol.apiserver.k8s.io': 16100,
  'internal.apiserver.k8s.io': 16000,
  'resource.k8s.io': 15900,
  'storagemigration.k8s.io': 15800,
}

/** Orders versions as `k8s.io/apimachinery/pkg/version` does: v2, v1, v1beta2, v1beta1, v1alpha1, then names. */
export function compareVersions(a: string, b: string): number {
  const left = weightOf(a)
  const right = weightOf(b)
  if (left === 0 && right === 0) return a < b ? -1 : 1
  return right - left
}

/** Stability first, then major, then minor; 0 for a name that is no Kubernetes version. */
function weightOf(version: string): number {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version)
  if (!match) return 0
  const stability = match[2] === 'alpha' ? 1 : match[2] === 'beta' ? 2 : 3
  return stability * 1e8 + Number(match[1]) * 1e4 + Number(match[3] ?? 0)
}
