import { fieldErrorText, type ObjectMeta } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta-validation.ts'

const meta: Partial<ObjectMeta> = {
  name: 'a',
  namespace: 'shop',
  uid: 'u',
  creationTimestamp: '2026-01-01T00:00:00Z',
}
const errorsOf = (changes: object): string[] =>
  validateObjectMeta({ ...meta, ...changes }, { namespaced: true }).map(fieldErrorText)

describe('the metadata of a new object', () => {
  it('may have a prefix that ends in a dash', () => {
    expect(errorsOf({ generateName: 'web-' })).toEqual([])
  })

  it('names its namespace', () => {
    expect(errorsOf({ namespace: undefined })).toEqual(['metadata.namespace: Required value'])
  })

  it('has annotations of 256 KiB at most, whatever the case of their keys', () => {
    expect(errorsOf({ annotations: { 'Example.com/Key': 'x' } })).toEqual([])
    expect(errorsOf({ annotations: { big: 'x'.repeat(256 * 1024) } })).toEqual([
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ])
  })

  it('has owners that are complete, one of them a controller', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'x', controller: true }
    const errors = errorsOf({
      ownerReferences: [owner, { ...owner, name: 'q', uid: '', apiVersion: 'apps/' }],
    })
    expect(errors.slice(0, 2)).toEqual([
      'metadata.ownerReferences[1].apiVersion: Invalid value: "apps/": version must not be empty',
      'metadata.ownerReferences[1].uid: Invalid value: "": uid must not be empty',
    ])
    expect(errors[2]).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for Pod/p and Pod/q',
    )
  })

  it('does not both orphan its dependents and wait for them', () => {
    expect(errorsOf({ finalizers: ['orphan', 'foregroundDeletion'] })).toEqual([
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ])
  })
})

describe('the metadata of an update', () => {
  const update = (changes: object, old: object = {}): string[] =>
    validateObjectMetaUpdate({ ...meta, ...changes }, { ...meta, ...old }).map(fieldErrorText)

  it('keeps name, namespace and uid, and may leave out what the server knows', () => {
    expect(update({ uid: undefined, creationTimestamp: undefined })).toEqual([])
    expect(update({ name: 'b', namespace: 'x', uid: 'y' })).toEqual([
      'metadata.name: Invalid value: "b": field is immutable',
      'metadata.namespace: Invalid value: "x": field is immutable',
      'metadata.uid: Invalid value: "y": field is immutable',
    ])
  })

  it('adds no finalizer to an object that is going', () => {
    const going = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a.b/c'] }
    expect(update({ ...going, finalizers: ['a.b/d', 'a.b/c'] }, going)).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, ' +
        'found new finalizers []string{"a.b/d"}',
    ])
    expect(update({ ...going, finalizers: [] }, going)).toEqual([])
  })

  it('does not go back a generation', () => {
    expect(update({ generation: 1 }, { generation: 2 })).toEqual([
      'metadata.generation: Invalid value: 1: must not be decremented',
    ])
  })
})
