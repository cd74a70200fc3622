import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/**
 * Writes upstream's bootstrap policy down as facts, a line each, for ours to be tested against. Takes a checkout of
 * kubernetes/kubernetes, and is to be run when another release is followed.
 */
const golden = new URL(
  '../control-plane/apiserver/src/bootstrap/testdata/bootstrap-policy.txt',
  import.meta.url,
)
const lists = ['cluster-roles', 'controller-roles', 'namespace-roles'].flatMap((roles) => [
  `${roles}.yaml`,
  `${roles.replace(/s$/, '')}-bindings.yaml`,
])

interface Rule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

interface RoleOrBinding {
  kind: string
  metadata: { name: string; namespace?: string; labels: Record<string, string> }
  aggregationRule?: { clusterRoleSelectors: object[] }
  rules?: Rule[] | null
  roleRef?: { kind: string; name: string }
  subjects?: { kind: string; name: string; namespace?: string }[]
}

function textOf({ kind, metadata, aggregationRule, rules, roleRef, subjects = [] }: RoleOrBinding): string {
  const labels = Object.entries(metadata.labels).filter(([key]) => key !== 'kubernetes.io/bootstrapping')
  const facts = [
    ...labels.sort().map(([key, value]) => `label ${key}=${value}`),
    ...(aggregationRule?.clusterRoleSelectors ?? []).map((one) => `aggregates ${JSON.stringify(one)}`),
    ...(rules ?? []).map(textOfRule),
    ...(roleRef ? [`to ${roleRef.kind} ${roleRef.name}`] : []),
    ...subjects.map((subject) => `for ${subject.kind} ${qualified(subject)}`),
  ]
  return [`${kind} ${qualified(metadata)}`, ...facts.map((fact) => `  ${fact}`)].join('\n')
}

function textOfRule({ verbs, apiGroups = [], resources, resourceNames, nonResourceURLs }: Rule): string {
  if (nonResourceURLs) return `${verbs} ${nonResourceURLs}`
  const groups = apiGroups.map((group) => group || 'core')
  return `${verbs} ${resources} in ${groups}${resourceNames ? ` named ${resourceNames}` : ''}`
}

function qualified({ name, namespace }: { name: string; namespace?: string }): string {
  return namespace ? `${namespace}/${name}` : name
}

const checkout = process.argv[2]
if (!checkout)
  throw new Error('usage: node hack/generate-bootstrap-policy.ts <checkout of kubernetes/kubernetes>')
const folder = join(checkout, 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata')
const objects = lists.flatMap(
  (list) => parse(readFileSync(join(folder, list), 'utf8')).items as RoleOrBinding[],
)
writeFileSync(golden, `${objects.map(textOf).sort().join('\n')}\n`)
