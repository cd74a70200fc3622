import type { Toleration } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { isSuperset, mergeTolerations } from './merge-tolerations.ts'
import { parseTolerationConfiguration, podTolerationRestriction } from './pod-toleration-restriction.ts'

const equal = { key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }
const exists = { key: 'a', operator: 'Exists', effect: 'NoSchedule' }
const pressure = { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' }
const leaving = { key: 'a', operator: 'Exists', effect: 'NoExecute' }

describe('isSuperset', () => {
  it.each<[Toleration, Toleration, boolean]>([
    [equal, { ...equal }, true],
    [exists, equal, true],
    [equal, exists, false],
    [{ operator: 'Exists' }, equal, true],
    [{ ...equal, effect: '' }, equal, true],
    [equal, { ...equal, value: 'c' }, false],
    [{ ...exists, key: 'c' }, equal, false],
    [{ ...leaving, tolerationSeconds: 10 }, { ...leaving, tolerationSeconds: 9 }, true],
    [{ ...leaving, tolerationSeconds: 10 }, { ...leaving, tolerationSeconds: 11 }, false],
    [{ ...leaving, tolerationSeconds: 10 }, leaving, false],
    [leaving, { ...leaving, tolerationSeconds: 10 }, true],
  ])('of %j and %j is %s', (wide, narrow, expected) => {
    expect(isSuperset(wide, narrow)).toBe(expected)
  })
})

describe('mergeTolerations', () => {
  it.each<[Toleration[], Toleration[], Toleration[]]>([
    [[equal], [equal], [equal]],
    [[equal], [exists], [exists]],
    [[exists], [equal, pressure], [exists, pressure]],
  ])('of %j and %j is %j', (first, second, merged) => {
    expect(mergeTolerations(first, second)).toEqual(merged)
  })
})

interface Case {
  readonly operation?: string
  readonly tolerations?: Toleration[]
  readonly annotations?: { readonly defaultTolerations?: string; readonly tolerationsWhitelist?: string }
  readonly configuration?: object
  readonly requests?: object
}

const admitted = async ({ operation = 'CREATE', tolerations, requests, ...rest }: Case) => {
  const { annotations = {}, configuration = {} } = rest
  const written = Object.entries(annotations).map(([key, value]) => [
    `scheduler.alpha.kubernetes.io/${key}`,
    value,
  ])
  const context = {
    find: async () => ({ metadata: { name: 'web', annotations: Object.fromEntries(written) } }),
  }
  const spec = { tolerations, containers: [{ name: 'c', resources: { requests } }] }
  const attributes = { operation, namespace: 'web', object: { metadata: { name: 'p' }, spec } }
  const type = { apiVersion: 'podtolerationrestriction.admission.k8s.io/v1alpha1', kind: 'Configuration' }
  const given = parseTolerationConfiguration(JSON.stringify({ ...type, ...configuration }))
  await podTolerationRestriction(given).admit?.(attributes as never, context as never)
  return spec.tolerations
}

describe('PodTolerationRestriction', () => {
  const own = JSON.stringify([exists])
  it.each<[string, Case, Toleration[] | undefined]>([
    ['adds nothing where nobody asks for anything', {}, undefined],
    ["adds the namespace's", { annotations: { defaultTolerations: own } }, [exists]],
    ["adds the cluster's", { configuration: { default: [equal] } }, [equal]],
    [
      "does not add the cluster's where the namespace says none",
      { configuration: { default: [equal] }, annotations: { defaultTolerations: '' } },
      undefined,
    ],
    [
      'adds no defaults to what is updated',
      { operation: 'UPDATE', configuration: { default: [equal] } },
      undefined,
    ],
    ['lets what asks for resources stay under memory pressure', { requests: { cpu: '1' } }, [pressure]],
    [
      'lets in what the list of the namespace has',
      { tolerations: [equal], annotations: { tolerationsWhitelist: own } },
      [equal],
    ],
  ])('%s', async (_name, one, expected) => {
    expect(await admitted(one)).toEqual(expected)
  })

  const conflict = 'pod tolerations (possibly merged with namespace default tolerations) conflict with its'
  it.each<[Case, string]>([
    [
      { tolerations: [leaving], annotations: { tolerationsWhitelist: own } },
      `${conflict} namespace whitelist`,
    ],
    [{ tolerations: [exists], configuration: { whitelist: [equal] } }, `${conflict} cluster whitelist`],
    [{ annotations: { defaultTolerations: '{}' } }, 'json: cannot unmarshal'],
    [
      { configuration: { default: [{ key: '-', operator: 'Exists' }] } },
      'invalid config: [podtolerationrestriction.default[0].key: Invalid value: "-"',
    ],
  ])('refuses %j', async (one, message) => {
    await expect(admitted(one)).rejects.toThrow(message)
  })
})
