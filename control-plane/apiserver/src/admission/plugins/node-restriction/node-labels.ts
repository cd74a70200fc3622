type Labels = Readonly<Record<string, string>>

const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
])

/** The labels that differ and that no kubelet may set, change or remove, by their names in order. */
export function forbiddenLabelChanges(labels: Labels = {}, old: Labels = {}): string[] {
  return [...new Set([...Object.keys(labels), ...Object.keys(old)])]
    .filter((name) => labels[name] !== old[name])
    .filter(isForbidden)
    .sort()
}

function isForbidden(name: string): boolean {
  const domain = name.includes('/') ? name.slice(0, name.indexOf('/')) : ''
  if (isWithin(domain, 'node-restriction.kubernetes.io')) return true
  const isKubernetes = isWithin(domain, 'kubernetes.io') || isWithin(domain, 'k8s.io')
  if (!isKubernetes || kubeletLabels.has(name)) return false
  return !isWithin(domain, 'kubelet.kubernetes.io') && !isWithin(domain, 'node.kubernetes.io')
}

function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`)
}
