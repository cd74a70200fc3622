import { readFileSync } from 'node:fs'
import { cloneJson, fieldErrorText, type KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { strategies } from './resources.ts'
import type { Strategy } from './strategy.ts'
import { preparedObject, testContext } from './testing/strategy-suite.ts'

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds, changed in one place each
type Anything = any

const folders = { '': 'core', 'networking.k8s.io': 'networking', 'storage.k8s.io': 'storage' } as Record<
  string,
  string
>

function strategyOfKind(kind: string): Strategy<KubeObject> {
  const found = strategies.find(({ resource }) => resource.kind === kind)
  if (!found) throw new Error(`no strategy for ${kind}`)
  return found
}

/** The object of a golden file as it would be stored. */
function stored(kind: string, file: string): { strategy: Strategy<KubeObject>; object: Anything } {
  const strategy = strategyOfKind(kind)
  const { group } = strategy.resource
  const folder = folders[group] ?? group.split('.')[0]
  const path = new URL(`./${folder}/${kind.toLowerCase()}/testdata/${file}.input.yaml`, import.meta.url)
  return { strategy, object: preparedObject(strategy, parse(readFileSync(path, 'utf8'))) }
}

function updateErrors(kind: string, file: string, change: (next: Anything, old: Anything) => void): string[] {
  const { strategy, object: old } = stored(kind, file)
  const next = cloneJson(old)
  change(next, old)
  strategy.defaults?.(next)
  strategy.prepareForUpdate?.(next, old, testContext())
  return (strategy.validateUpdate?.(next, old) ?? []).map(fieldErrorText)
}

describe('an update', () => {
  it.each<[string, string, (next: Anything, old: Anything) => void, string[]]>([
    ['Deployment', 'web', ({ spec }) => Object.assign(spec, { replicas: 3, paused: true }), []],
    [
      'Deployment',
      'web',
      ({ spec }) => {
        spec.selector.matchLabels.tier = 'front'
        spec.template.metadata.labels.tier = 'front'
      },
      ['spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"front"}}: field is immutable'],
    ],
    ['StatefulSet', 'web', ({ spec }) => Object.assign(spec, { replicas: 3, minReadySeconds: 5 }), []],
    [
      'StatefulSet',
      'web',
      ({ spec }) => Object.assign(spec, { serviceName: 'other' }),
      [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ],
    ],
    ['Job', 'pi', ({ spec }) => Object.assign(spec, { parallelism: 4, suspend: true }), []],
    [
      'Job',
      'pi',
      ({ spec }) => Object.assign(spec, { completions: 4 }),
      ['spec.completions: Invalid value: 4: field is immutable'],
    ],
    [
      'Secret',
      'opaque',
      (next, old) => {
        old.immutable = true
        next.data = {}
      },
      [
        'immutable: Forbidden: field is immutable when `immutable` is set',
        'data: Forbidden: field is immutable when `immutable` is set',
      ],
    ],
    [
      'Secret',
      'opaque',
      (next) => Object.assign(next, { type: 'x' }),
      ['type: Invalid value: "x": field is immutable'],
    ],
    [
      'ConfigMap',
      'app',
      (next, old) => {
        old.immutable = true
        next.immutable = true
        next.data = { a: 'c' }
      },
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    [
      'PersistentVolumeClaim',
      'data',
      ({ spec }) => Object.assign(spec, { accessModes: ['ReadWriteMany'] }),
      [
        'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n- accessModes[0]: "ReadWriteOnce"\n+ accessModes[0]: "ReadWriteMany"\n',
      ],
    ],
    [
      'PersistentVolumeClaim',
      'data',
      (next, old) => {
        old.status.phase = 'Bound'
        next.spec.volumeName = 'disk'
        next.spec.resources.requests.storage = '2Gi'
      },
      [],
    ],
    [
      'PersistentVolumeClaim',
      'data',
      (next, old) => {
        old.status = { phase: 'Bound', capacity: { storage: '1Gi' } }
        next.spec.resources.requests.storage = '1Mi'
      },
      ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'],
    ],
    [
      'PersistentVolume',
      'disk',
      ({ spec }) => Object.assign(spec.hostPath, { path: '/x' }),
      [
        'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n- hostPath.path: "/data"\n+ hostPath.path: "/x"\n',
      ],
    ],
    [
      'StorageClass',
      'fast',
      (next) =>
        Object.assign(next, { parameters: { a: 'b' }, reclaimPolicy: 'Retain', allowVolumeExpansion: true }),
      [
        'parameters: Invalid value: {"a":"b"}: field is immutable',
        'reclaimPolicy: Invalid value: "Retain": field is immutable',
      ],
    ],
    [
      'RoleBinding',
      'readers',
      ({ roleRef }) => Object.assign(roleRef, { name: 'edit' }),
      [
        'roleRef: Invalid value: {"kind":"ClusterRole","name":"edit","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
      ],
    ],
    [
      'PriorityClass',
      'high',
      (next) => Object.assign(next, { value: 1 }),
      ['value: Forbidden: may not be changed in an update.'],
    ],
    [
      'IngressClass',
      'nginx',
      ({ spec }) => Object.assign(spec, { controller: 'a.b/c' }),
      ['spec.controller: Invalid value: "a.b/c": field is immutable'],
    ],
    [
      'EndpointSlice',
      'web',
      (next) => Object.assign(next, { addressType: 'FQDN', endpoints: [] }),
      ['addressType: Invalid value: "FQDN": field is immutable'],
    ],
    [
      'Node',
      'worker',
      ({ spec }) =>
        Object.assign(spec, { podCIDR: '10.9.0.0/24', podCIDRs: ['10.9.0.0/24'], unschedulable: false }),
      ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'],
    ],
    [
      'CustomResourceDefinition',
      'crontabs',
      (next, old) => {
        old.status.conditions = [{ type: 'Established', status: 'True' }]
        next.spec.scope = 'Cluster'
        next.spec.versions[0].name = 'v2'
      },
      [
        'spec.scope: Invalid value: "Cluster": field is immutable',
        'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
      ],
    ],
  ])('of a %s (%s) is judged as upstream does', (...[kind, file, change, expected]) => {
    expect(updateErrors(kind, file, change)).toEqual(expected)
  })
})

describe('a generation is raised', () => {
  it.each<[string, string, string, (next: Anything) => void, boolean]>([
    [
      'Deployment',
      'web',
      'by its annotations',
      ({ metadata }) => Object.assign(metadata, { annotations: { a: 'b' } }),
      true,
    ],
    [
      'Deployment',
      'web',
      'not by its labels',
      ({ metadata }) => Object.assign(metadata, { labels: { a: 'b' } }),
      false,
    ],
    [
      'PodTemplate',
      'web',
      'by its template',
      ({ template }) => Object.assign(template.spec, { hostname: 'x' }),
      true,
    ],
    ['EndpointSlice', 'web', 'by its endpoints', (next) => Object.assign(next, { endpoints: [] }), true],
    [
      'PriorityClass',
      'high',
      'by its description',
      (next) => Object.assign(next, { description: 'x' }),
      true,
    ],
  ])('for a %s (%s) %s', (...[kind, file, , change, expected]) => {
    const { strategy, object } = stored(kind, file)
    const next = cloneJson(object)
    change(next)
    expect(strategy.bumpsGeneration?.(next, object)).toBe(expected)
  })
})

describe('a scale', () => {
  it.each(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'])(
    'of a %s reads and writes its replicas',
    (kind) => {
      const { strategy, object } = stored(kind, 'web')
      const scaled = strategy.scale?.withReplicas(object, 7) ?? object
      expect(strategy.scale?.replicas(scaled)).toBe(7)
      expect(strategy.scale?.replicas(object)).toBe(1)
      expect(strategy.scale?.statusReplicas(object)).toBe(0)
      expect(strategy.scale?.selector(object)).toBe('app=web')
    },
  )
})

describe('a certificate request', () => {
  const strategy = strategyOfKind('CertificateSigningRequest')
  const condition = (type: string): object => ({ type, status: 'True', reason: 'x' })
  const request = (...types: string[]): Anything => ({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'bob', uid: 'u', resourceVersion: '1' },
    spec: { request: '', signerName: 'a.b/c', usages: [], username: 'mallory' },
    status: { conditions: types.map(condition) },
  })

  it('is by whoever sends it', () => {
    const sent = request()
    strategy.prepareForCreate?.(sent, testContext())
    expect(sent.spec).toMatchObject({ username: 'alice', groups: ['system:authenticated'] })
  })

  it('has the times of its conditions filled in, and its decision as it was', () => {
    const sent = request('Approved', 'Failed')
    sent.status.conditions[0].reason = 'changed'
    const old = request('Approved')
    old.status.conditions[0].lastTransitionTime = '2025-01-01T00:00:00Z'
    strategy.prepareForStatusUpdate?.(sent, old, testContext())
    const now = '2026-01-01T00:00:00Z'
    expect(sent.status.conditions).toEqual([
      { ...condition('Approved'), lastTransitionTime: '2025-01-01T00:00:00Z', lastUpdateTime: now },
      { ...condition('Failed'), lastTransitionTime: now, lastUpdateTime: now },
    ])
  })

  const withStatus = (status: object): Anything => ({ ...request(), status })
  const certificate = (pem: string): string => Buffer.from(pem).toString('base64')
  const garbage = certificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')

  it.each([
    [
      'approved through its status',
      request('Approved'),
      request(),
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    ],
    [
      'taken back',
      request(),
      request('Failed'),
      'status.conditions: Forbidden: updates may not remove a condition of type "Failed"',
    ],
    [
      'failed a little',
      withStatus({ conditions: [{ type: 'Failed', status: 'False' }] }),
      request(),
      'status.conditions[0].status: Unsupported value: "False": supported values: "True"',
    ],
    [
      'failed twice',
      request('Failed', 'Failed'),
      request(),
      'status.conditions[1].type: Duplicate value: "Failed"',
    ],
    [
      'given what is no certificate',
      withStatus({ certificate: garbage }),
      request(),
      'status.certificate: Invalid value: "<certificate data>": x509: malformed certificate',
    ],
    [
      'given no PEM',
      withStatus({ certificate: certificate('x') }),
      request(),
      'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
    ],
    [
      'given another certificate',
      withStatus({ certificate: '' }),
      withStatus({ certificate: garbage }),
      'status.certificate: Forbidden: updates may not modify existing certificate content',
    ],
  ])('may not be %s', (_, sent, old, message) => {
    expect(strategy.validateStatusUpdate?.(sent, old).map(fieldErrorText)).toEqual([message])
  })

  it('may fail where it was decided twice before', () => {
    const old = request('Approved', 'Denied')
    expect(strategy.validateStatusUpdate?.(request('Approved', 'Denied', 'Failed'), old)).toEqual([])
  })
})
