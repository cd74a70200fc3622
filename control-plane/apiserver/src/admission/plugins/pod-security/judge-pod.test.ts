import type { Resource } from '@knarr/api'
import { deployments } from '@knarr/api/apps/v1'
import { namespaces, pods } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { podSecurity } from './pod-security.ts'
import type { PodSecurityConfiguration } from './pod-security-configuration.ts'
import { openPolicy } from './policy.ts'

const prefix = 'pod-security.kubernetes.io/'
const spec = { hostNetwork: true, runtimeClassName: 'vm', containers: [{ name: 'c', image: 'x' }] }
const violation = 'PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'
const baseline = { level: 'baseline', version: 'latest' } as const
const noExemptions = { usernames: [], namespaces: [], runtimeClasses: [] }

interface Case {
  readonly labels?: Record<string, string>
  readonly resource?: Resource
  readonly more?: object
  readonly defaults?: Partial<PodSecurityConfiguration['defaults']>
  readonly exemptions?: Partial<PodSecurityConfiguration['exemptions']>
  readonly isMissing?: boolean
}

const prefixed = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [prefix + name, value]))

/** What the caller and the audit log are told. */
const judged = async ({ labels = {}, resource = pods, ...rest }: Case) => {
  const { more = {}, defaults = {}, exemptions = {}, isMissing } = rest
  const plugin = podSecurity({
    defaults: { ...openPolicy, ...defaults },
    exemptions: { ...noExemptions, ...exemptions },
  })
  const warnings: string[] = []
  const told: Record<string, string> = {}
  const object = resource === pods ? { metadata: {}, spec } : { metadata: {}, spec: { template: { spec } } }
  const attributes = {
    ...{ operation: 'CREATE', resource, subresource: '', namespace: 'n', name: 'web', object, warnings },
    ...{ user: { name: 'me', groups: [] }, ...more },
    annotate: (key: string, value: string) => {
      expect(key.startsWith(prefix)).toBe(true)
      told[key.slice(prefix.length)] ??= value
    },
  }
  const find = async () => (isMissing ? undefined : { metadata: { name: 'n', labels: prefixed(labels) } })
  const context = { find, list: async () => [{ metadata: { name: 'old' }, spec }] }
  const error = await Promise.resolve(plugin.validate?.(attributes as never, context as never)).then(
    () => undefined,
    (refused: Error) => refused.message,
  )
  return { told, ...(error && { error }), ...(warnings.length > 0 && { warnings }) }
}

const forbidden = `pods "web" is forbidden: violates ${violation}`
const warned = [`would violate ${violation}`]

describe('what PodSecurity tells of pods', () => {
  it.each<[string, Case, object]>([
    ['no labels', {}, { told: { 'enforce-policy': 'privileged:latest' } }],
    [
      'enforce, with what it would say of audit',
      { labels: { enforce: 'baseline', audit: 'baseline' } },
      {
        told: { 'enforce-policy': 'baseline:latest', 'audit-violations': `would violate ${violation}` },
        error: forbidden,
      },
    ],
    [
      'audit alone',
      { labels: { audit: 'baseline' } },
      { told: { 'enforce-policy': 'privileged:latest', 'audit-violations': `would violate ${violation}` } },
    ],
    [
      'a level nobody knows: everything is enforced',
      { labels: { enforce: 'strict', warn: 'baseline' } },
      {
        told: {
          error: `Failed to parse policy: metadata.labels[${prefix}enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted`,
          'enforce-policy': 'restricted:latest',
        },
        error: expect.stringContaining('violates PodSecurity "restricted:latest"'),
      },
    ],
    [
      'an update of nothing that counts',
      { labels: { enforce: 'baseline' }, more: { operation: 'UPDATE', old: { metadata: {}, spec } } },
      { told: {} },
    ],
    [
      'a namespace that is missing',
      { isMissing: true },
      {
        told: { error: 'Internal error occurred: failed to lookup namespace "n"' },
        error: 'Internal error occurred: failed to lookup namespace "n"',
      },
    ],
  ])('by %s', async (_name, one, expected) => {
    expect(await judged(one)).toEqual(expected)
  })

  it.each<[string, Case, object]>([
    ['audit', { labels: { audit: 'baseline' } }, { told: { 'audit-violations': warned[0] } }],
    ['enforce, that warns', { labels: { enforce: 'baseline' } }, { told: {}, warnings: warned }],
    ['no labels', {}, { told: {} }],
    [
      'a namespace that is missing',
      { isMissing: true },
      { told: { error: 'failed to lookup namespace "n": namespaces "n" not found' } },
    ],
  ])('and of templates, by %s', async (_name, one, expected) => {
    expect(await judged({ ...one, resource: deployments })).toEqual(expected)
  })
})

describe('what PodSecurity is configured to', () => {
  it.each<[string, Case, object]>([
    [
      'enforces by default what no label says otherwise',
      { defaults: { enforce: baseline } },
      { told: { 'enforce-policy': 'baseline:latest' }, error: forbidden },
    ],
    [
      'but not where a label does',
      { defaults: { enforce: baseline }, labels: { enforce: 'privileged' } },
      { told: { 'enforce-policy': 'privileged:latest' } },
    ],
    [
      'warns by default, too',
      { defaults: { warn: baseline } },
      { told: { 'enforce-policy': 'privileged:latest' }, warnings: warned },
    ],
    [
      'exempts users',
      { defaults: { enforce: baseline }, exemptions: { usernames: ['me'] } },
      { told: { exempt: 'user' } },
    ],
    [
      'exempts namespaces before users',
      { defaults: { enforce: baseline }, exemptions: { usernames: ['me'], namespaces: ['n'] } },
      { told: { exempt: 'namespace' } },
    ],
    [
      'exempts runtime classes',
      { defaults: { enforce: baseline }, exemptions: { runtimeClasses: ['vm'] } },
      { told: { exempt: 'runtimeClass' } },
    ],
  ])('%s', async (_name, one, expected) => {
    expect(await judged(one)).toEqual(expected)
  })

  const labelled = (labels: Record<string, string>, old?: object) => ({
    resource: namespaces,
    more: {
      ...{ namespace: '', name: 'n', operation: old ? 'UPDATE' : 'CREATE' },
      ...{ object: { metadata: { name: 'n', labels: prefixed(labels) } }, old },
    },
  })
  const exemptions = { namespaces: ['n'] }
  const ignoredText = (modes: string) =>
    `namespace "n" is exempt from Pod Security, and the policy (${modes}) will be ignored`

  it.each<[string, Case, object]>([
    [
      'warns who labels a new namespace that is exempt',
      { ...labelled({ enforce: 'baseline', audit: 'restricted' }), exemptions },
      { told: {}, warnings: [ignoredText('enforce=baseline:latest, audit=restricted:latest')] },
    ],
    [
      'warns who labels an old one, and looks at no pods',
      { ...labelled({ enforce: 'baseline', 'enforce-version': 'v1.30' }, { metadata: {} }), exemptions },
      { told: {}, warnings: [ignoredText('enforce=baseline:v1.30')] },
    ],
    [
      'does not warn of the defaults',
      { ...labelled({}), defaults: { enforce: baseline }, exemptions },
      { told: {} },
    ],
  ])('%s', async (_name, one, expected) => {
    expect(await judged(one)).toEqual(expected)
  })

  it('lets wrong labels of before stay, but not others come', async () => {
    const old = { metadata: { labels: prefixed({ warn: 'strict' }) } }
    expect(await judged(labelled({ warn: 'strict' }, old))).toEqual({ told: {} })
    expect(await judged(labelled({ warn: 'other' }, old))).toMatchObject({
      error: expect.stringContaining('must be one of privileged, baseline, restricted'),
    })
  })
})
