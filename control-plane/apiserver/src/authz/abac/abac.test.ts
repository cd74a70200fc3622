import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { abacAuthorizer } from './abac-authorizer.ts'
import { type AbacPolicy, readAbacPolicies } from './abac-policy.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'knarr-abac-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function read(...lines: (string | object)[]): AbacPolicy[] {
  const path = join(directory, 'policies.jsonl')
  writeFileSync(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  )
  return readAbacPolicies(path)
}

const policy = (spec: object) => ({
  apiVersion: 'abac.authorization.kubernetes.io/v1beta1',
  kind: 'Policy',
  spec,
})

const jane = { name: 'jane', groups: ['dev', 'system:authenticated'] }

/** `get pods in a` or `get /healthz`. */
async function verdict(policies: AbacPolicy[], question: string, user = jane): Promise<string> {
  const [verb = '', what = '', , namespace = ''] = question.split(' ')
  const isResourceRequest = !what.startsWith('/')
  const [resource = '', group = ''] = isResourceRequest ? what.split('.') : []
  const { verdict: result } = await abacAuthorizer(policies).authorize({
    ...{ user, verb, namespace, resource, group, version: 'v1', subresource: '', name: '' },
    ...{ isResourceRequest, path: isResourceRequest ? '' : what },
  })
  return result
}

describe('ABAC', () => {
  it.each([
    [{ user: 'jane', namespace: '*', resource: 'pods', apiGroup: '' }, 'delete pods in a', 'allow'],
    [{ user: 'joe', namespace: '*', resource: '*', apiGroup: '*' }, 'get pods in a', 'noOpinion'],
    [{ user: 'jane', group: 'ops', namespace: '*', resource: '*', apiGroup: '*' }, 'get pods', 'noOpinion'],
    [{ group: 'dev', namespace: 'a', resource: '*', apiGroup: '*' }, 'get pods in a', 'allow'],
    [{ group: 'dev', namespace: 'a', resource: '*', apiGroup: '*' }, 'get pods in b', 'noOpinion'],
    [{ namespace: '*', resource: '*', apiGroup: '*' }, 'get pods in a', 'noOpinion'],
    [{ user: '*', readonly: true, namespace: '*', resource: '*', apiGroup: '*' }, 'watch pods', 'allow'],
    [{ user: '*', readonly: true, namespace: '*', resource: '*', apiGroup: '*' }, 'create pods', 'noOpinion'],
    [{ user: 'jane', namespace: '*', resource: 'deployments' }, 'get deployments.apps', 'noOpinion'],
    [{ user: 'jane', nonResourcePath: '/health*' }, 'get /healthz', 'allow'],
    [{ user: 'jane', nonResourcePath: '/healthz' }, 'get /healthz/ping', 'noOpinion'],
    [{ user: 'jane', nonResourcePath: '*' }, 'get pods', 'noOpinion'],
  ])('by %j: %s: %s', async (spec, question, expected) => {
    expect(await verdict(read(policy(spec)), question)).toBe(expected)
  })

  it('counts nobody who is unknown to everybody', async () => {
    const policies = read(policy({ group: '*', nonResourcePath: '*' }))
    expect(await verdict(policies, 'get /x')).toBe('allow')
    const stranger = { name: 'system:anonymous', groups: ['system:unauthenticated'] }
    expect(await verdict(policies, 'get /x', stranger)).toBe('noOpinion')
  })

  it.each([
    [{}, { group: 'system:authenticated', namespace: '*', resource: '*', nonResourcePath: '*' }],
    [
      { user: 'jane', resource: 'pods' },
      { user: 'jane', group: '', namespace: '*', nonResourcePath: '' },
    ],
    [
      { user: '*', namespace: 'a' },
      { user: '', group: 'system:authenticated', resource: '*' },
    ],
  ])('reads %j, from before policies had a version', (old, expected) => {
    expect(read(old)[0]).toMatchObject({ ...expected, apiGroup: '*' })
  })

  it('passes over comments and empty lines, and says where it stumbles', () => {
    expect(read('# people', '', policy({ user: 'jane' }), '  ')).toHaveLength(1)
    expect(() => read('# people', '{')).toThrow(/error reading policy file .*, line 2: \{: /)
    expect(() => read({ apiVersion: 'v1', kind: 'Pod' })).toThrow(
      'no kind "Pod" is registered for version "v1"',
    )
    expect(() => read(policy({ user: 1 }))).toThrow('user must be a string')
    expect(() => readAbacPolicies(join(directory, 'gone'))).toThrow('error reading policy file')
  })

  it('tells what somebody may do', async () => {
    const policies = read(
      policy({ user: 'jane', namespace: 'a', resource: 'pods', apiGroup: '', readonly: true }),
      policy({ user: 'jane', namespace: '*', nonResourcePath: '/x' }),
      policy({ user: 'joe', namespace: '*', resource: '*', apiGroup: '*' }),
    )
    expect(await abacAuthorizer(policies).rulesFor(jane, 'a')).toEqual({
      resourceRules: [{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/x'] }],
      isIncomplete: false,
    })
  })
})
