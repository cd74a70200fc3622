import { describe, expect, it } from 'vitest'
import { type AuditedAttributes, type AuditPolicy, decideAudit, type PolicyRule } from './audit-policy.ts'
import { parseAuditPolicy } from './parse-audit-policy.ts'

const resource: AuditedAttributes = {
  user: { name: 'ann', groups: ['admins', 'system:authenticated'] },
  ...{ verb: 'get', isResourceRequest: true, group: '', namespace: 'default', resource: 'pods' },
  ...{ subresource: '', name: 'web', path: '/api/v1/namespaces/default/pods/web' },
}
const status = { ...resource, subresource: 'status' }
const deployments = { ...resource, group: 'apps', resource: 'deployments' }
const url = { ...resource, isResourceRequest: false, resource: '', namespace: '', path: '/healthz/etcd' }

function levelBy(rule: Partial<PolicyRule>, attributes: AuditedAttributes): string {
  return decideAudit({ rules: [{ level: 'Request', ...rule }] }, attributes).level
}

describe('a rule', () => {
  it.each<[string, Partial<PolicyRule>, AuditedAttributes, boolean]>([
    ['without conditions', {}, resource, true],
    ['of a user', { users: ['ann'] }, resource, true],
    ['of another user', { users: ['bob'] }, resource, false],
    ['of a group', { userGroups: ['x', 'admins'] }, resource, true],
    ['of another group', { userGroups: ['x'] }, resource, false],
    ['of a verb', { verbs: ['get', 'list'] }, resource, true],
    ['of another verb', { verbs: ['watch'] }, resource, false],
    ['of a namespace', { namespaces: ['default'] }, resource, true],
    ['of no namespace', { namespaces: [''] }, resource, false],
    ['of a resource', { resources: [{ group: '', resources: ['pods'] }] }, resource, true],
    ['of a resource, for a subresource', { resources: [{ resources: ['pods'] }] }, status, false],
    ['of a subresource', { resources: [{ resources: ['pods/status'] }] }, status, true],
    ['of all subresources', { resources: [{ resources: ['pods/*'] }] }, status, true],
    ['of all subresources, for the resource', { resources: [{ resources: ['pods/*'] }] }, resource, true],
    ['of a subresource of any', { resources: [{ resources: ['*/status'] }] }, status, true],
    ['of everything in a group', { resources: [{ group: '', resources: ['*'] }] }, status, true],
    ['of a group', { resources: [{ group: 'apps' }] }, deployments, true],
    ['of another group', { resources: [{ group: '' }] }, deployments, false],
    ['of a name', { resources: [{ resources: ['pods'], resourceNames: ['web'] }] }, resource, true],
    ['of another name', { resources: [{ resources: ['pods'], resourceNames: ['db'] }] }, resource, false],
    ['of a resource, for a URL', { resources: [{ resources: ['*'] }] }, url, false],
    ['of a URL', { nonResourceURLs: ['/healthz/etcd'] }, url, true],
    ['of URLs below', { nonResourceURLs: ['/healthz*'] }, url, true],
    ['of other URLs', { nonResourceURLs: ['/metrics', '/livez*'] }, url, false],
    ['of URLs, for a resource', { nonResourceURLs: ['*'] }, resource, false],
  ])('%s', (_, rule, attributes, isMatch) => {
    expect(levelBy(rule, attributes)).toBe(isMatch ? 'Request' : 'None')
  })

  it('that comes first decides, and adds to what the policy leaves out', () => {
    const policy: AuditPolicy = {
      omitStages: ['RequestReceived'],
      omitManagedFields: true,
      rules: [
        { level: 'None', users: ['bob'] },
        { level: 'Metadata', verbs: ['get'], omitStages: ['Panic'], omitManagedFields: false },
        { level: 'RequestResponse' },
      ],
    }
    expect(decideAudit(policy, resource)).toEqual({
      level: 'Metadata',
      omittedStages: new Set(['RequestReceived', 'Panic']),
      omitsManagedFields: false,
    })
    expect(decideAudit(policy, { ...resource, verb: 'list' })).toMatchObject({
      level: 'RequestResponse',
      omitsManagedFields: true,
    })
  })
})

describe('a policy', () => {
  const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'

  it('is read from YAML', () => {
    const policy = parseAuditPolicy(`${head}rules: [{level: Metadata, omitStages: [RequestReceived]}]`)
    expect(policy.rules).toEqual([{ level: 'Metadata', omitStages: ['RequestReceived'] }])
  })

  it.each([
    ['rules: []', 'loaded illegal policy with 0 rules'],
    ['rules: [{}]', 'rules[0].level: Required value'],
    [
      'rules: [{level: Loud}]',
      'rules[0].level: Unsupported value: "Loud": supported values: "None", "Metadata", "Request", "RequestResponse"',
    ],
    [
      'omitStages: [Never]\nrules: [{level: None}]',
      'omitStages[0]: Invalid value: "Never": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic',
    ],
    [
      'rules: [{level: None, nonResourceURLs: [/a], namespaces: [b]}]',
      'rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs',
    ],
    [
      'rules: [{level: None, nonResourceURLs: [a, "/b*c"]}]',
      `[rules[0].nonResourceURLs[0]: Invalid value: "a": non-resource URL rules must begin with a '/' character, ` +
        `rules[0].nonResourceURLs[1]: Invalid value: "/b*c": non-resource URL wildcards '*' must be the final character of the rule]`,
    ],
    [
      'rules: [{level: None, resources: [{group: apps/v1, resourceNames: [a]}]}]',
      '[rules[0].resources[0].group: Invalid value: "apps/v1": resource group names must not contain a version, ' +
        'rules[0].resources[0].resourceNames: Invalid value: ["a"]: using resourceNames requires at least one resource]',
    ],
  ])('with %s is refused', (text, message) => {
    expect(() => parseAuditPolicy(head + text)).toThrow(new Error(message))
  })

  it('of another version is refused', () => {
    const text = 'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{level: None}]'
    expect(() => parseAuditPolicy(text)).toThrow(
      'no kind "Policy" is registered for version "audit.k8s.io/v1beta1"',
    )
  })
})
