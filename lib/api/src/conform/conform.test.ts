import { describe, expect, it } from 'vitest'
import { conformToSchema, strictDecodingError, strictErrorsOf } from './conform.ts'

const pod = { group: '', version: 'v1', kind: 'Pod' }
const deployment = { group: 'apps', version: 'v1', kind: 'Deployment' }
const secret = { group: '', version: 'v1', kind: 'Secret' }
const crd = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' }

describe('conformToSchema', () => {
  it('prunes unknown fields and names them by path', () => {
    const body = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', foo: 1 }], bar: {} } }
    const { object, unknownFields } = conformToSchema(body, pod)
    expect(unknownFields).toEqual(['spec.containers[0].foo', 'spec.bar'])
    expect(object).toEqual({
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'c', resources: {} }] },
      status: {},
    })
  })

  it('does not take a field in another case', () => {
    expect(conformToSchema({ Spec: {} }, pod).unknownFields).toEqual(['Spec'])
  })

  it('drops nulls, and makes zeros of those in lists and maps', () => {
    const body = { metadata: { name: null, labels: { a: null } }, spec: { containers: [null] } }
    expect(conformToSchema(body, pod).object).toMatchObject({
      metadata: { labels: { a: '' } },
      spec: { containers: [{ name: '' }] },
    })
  })

  it('leaves out zeros that Go omits and keeps those behind pointers', () => {
    const body = { spec: { replicas: 0, paused: false, minReadySeconds: 0, template: {}, selector: {} } }
    expect(conformToSchema(body, deployment).object).toEqual({
      metadata: {},
      spec: { replicas: 0, selector: {}, strategy: {}, template: { metadata: {}, spec: {} } },
      status: {},
    })
  })

  it('keeps an apply body as it is written', () => {
    const body = { spec: { paused: false, template: null, other: 1 } }
    expect(conformToSchema(body, deployment, { asWritten: true })).toEqual({
      object: { spec: { paused: false } },
      unknownFields: ['spec.other'],
    })
  })

  it('normalises quantities, times and bytes', () => {
    const limits = { cpu: '1000m', memory: '1024Mi', other: 2 }
    const body = {
      metadata: { creationTimestamp: '2024-05-01T12:00:00.5+02:00' },
      spec: { containers: [{ name: 'c', resources: { limits } }] },
    }
    expect(conformToSchema(body, pod).object).toMatchObject({
      metadata: { creationTimestamp: '2024-05-01T10:00:00Z' },
      spec: { containers: [{ resources: { limits: { cpu: '1', memory: '1Gi', other: '2' } } }] },
    })
    expect(conformToSchema({ data: { a: 'aGVs\nbG8=' } }, secret).object).toMatchObject({
      data: { a: 'aGVsbG8=' },
    })
  })

  it('takes either form where a schema may be a boolean or a list', () => {
    const openAPIV3Schema = {
      additionalProperties: { type: 'string', nope: 1 },
      items: [{ type: 'string' }],
      properties: { a: { additionalProperties: true, default: { any: [null] } } },
    }
    const body = { spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema } }] } }
    const { object, unknownFields } = conformToSchema(body, crd)
    expect(unknownFields).toEqual(['spec.versions[0].schema.openAPIV3Schema.additionalProperties.nope'])
    expect(object).toMatchObject({
      spec: {
        versions: [{ schema: { openAPIV3Schema: { properties: { a: { default: { any: [null] } } } } } }],
      },
    })
  })

  it('keeps a map key that is called __proto__', () => {
    const body = JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}')
    const { object } = conformToSchema(body, pod)
    expect(Object.getOwnPropertyNames(object.metadata.labels)).toEqual(['__proto__'])
  })

  it.each([
    [
      deployment,
      { spec: { replicas: 'x' } },
      'string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      deployment,
      { spec: { template: { spec: { containers: [{ ports: [{ containerPort: '80' }] }] } } } },
      'string into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32',
    ],
    [
      pod,
      { spec: { containers: {} } },
      'object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      pod,
      { spec: { restartPolicy: 1 } },
      'number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      pod,
      { spec: { priority: 2 ** 31 } },
      'number 2147483648 into Go struct field PodSpec.spec.priority of type int32',
    ],
    [pod, { spec: { priority: 1.5 } }, 'number 1.5 into Go struct field PodSpec.spec.priority of type int32'],
    [
      pod,
      { spec: { hostNetwork: 'true' } },
      'string into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
    [
      pod,
      { metadata: { labels: { a: true } } },
      'bool into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [pod, { metadata: [] }, 'array into Go struct field Pod.metadata of type v1.ObjectMeta'],
    [pod, [], 'array into Go value of type v1.Pod'],
  ])('says as Go does what is wrong with %j %j', (gvk, body, message) => {
    const prefix = `${gvk.kind} in version "v1" cannot be handled as a ${gvk.kind}: json: cannot unmarshal `
    expect(() => conformToSchema(body, gvk)).toThrow(prefix + message)
    expect(() => conformToSchema(body, gvk)).toThrow(
      expect.objectContaining({ reason: 'BadRequest', code: 400 }),
    )
  })

  it.each([
    [
      { metadata: { creationTimestamp: 'soon' } },
      'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"',
    ],
    [
      { spec: { containers: [{ resources: { limits: { cpu: 'much' } } }] } },
      'quantities must match the regular expression',
    ],
    [
      { spec: { containers: [{ livenessProbe: { httpGet: { port: {} } } }] } },
      'cannot unmarshal object into Go value of type int32',
    ],
  ])('refuses %j', (body, message) => {
    expect(() => conformToSchema(body, pod)).toThrow(message)
  })
})

describe('strict decoding', () => {
  it('lists what was found in one BadRequest', () => {
    const errors = strictErrorsOf({ unknownFields: ['spec.foo'], duplicates: ['spec.replicas'] })
    expect(strictDecodingError(deployment, errors).message).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ' +
        'unknown field "spec.foo", duplicate field "spec.replicas"',
    )
  })
})
