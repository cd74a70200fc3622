import { describe, expect, it } from 'vitest'
import { bootstrapRules } from './bootstrap-rules.ts'
import { ruleAuthorizer } from './rule-authorizer.ts'

const authorizer = ruleAuthorizer(bootstrapRules)
const known = ['system:authenticated']

async function verdict(user: string, groups: readonly string[], verb: string, what: string): Promise<string> {
  const isResourceRequest = !what.startsWith('/')
  const [full = '', group = ''] = isResourceRequest ? what.split('@') : []
  const [resource = '', subresource = ''] = full.split('/')
  const rest = { version: 'v1', namespace: 'default', name: '', path: isResourceRequest ? '' : what }
  const attributes = {
    user: { name: user, groups },
    verb,
    isResourceRequest,
    group,
    resource,
    subresource,
    ...rest,
  }
  return (await authorizer.authorize(attributes)).verdict
}

describe('the rules that always hold', () => {
  it.each([
    ['admin', ['system:masters', ...known], 'delete', 'secrets', 'allow'],
    ['admin', ['system:masters', ...known], 'get', '/metrics', 'allow'],
    ['jane', known, 'list', 'pods', 'noOpinion'],
    ['jane', known, 'create', 'selfsubjectaccessreviews@authorization.k8s.io', 'allow'],
    ['jane', known, 'create', 'subjectaccessreviews@authorization.k8s.io', 'noOpinion'],
    ['jane', known, 'get', '/openapi/v3/api/v1', 'allow'],
    ['system:anonymous', ['system:unauthenticated'], 'get', '/openapi/v2', 'noOpinion'],
    ['system:anonymous', ['system:unauthenticated'], 'get', '/readyz', 'allow'],
    ['system:kube-scheduler', known, 'create', 'pods/binding', 'allow'],
    ['system:kube-scheduler', known, 'update', 'deployments@apps', 'noOpinion'],
    ['system:kube-scheduler', known, 'watch', 'deployments@apps', 'allow'],
  ] as const)('%s of %o may %s %s: %s', async (...[user, groups, verb, what, expected]) => {
    expect(await verdict(user, groups, verb, what)).toBe(expected)
  })
})
