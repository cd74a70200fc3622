import { describe, expect, it } from 'vitest'
import { invalid, required } from '../field/field-error.ts'
import { hasReason } from './status-error.ts'
import {
  alreadyExists,
  conflict,
  forbidden,
  internalError,
  invalidObject,
  notFound,
} from './status-errors.ts'

const deployments = { group: 'apps', plural: 'deployments' }
const pods = { group: '', plural: 'pods' }

describe('status errors', () => {
  it.each([
    [notFound(pods, 'a'), 404, 'NotFound', 'pods "a" not found'],
    [alreadyExists(deployments, 'a'), 409, 'AlreadyExists', 'deployments.apps "a" already exists'],
    [
      conflict(pods, 'a'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on pods "a": the object has been modified; ' +
        'please apply your changes to the latest version and try again',
    ],
    [forbidden(pods, 'a', 'no'), 403, 'Forbidden', 'pods "a" is forbidden: no'],
    [forbidden(pods, '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'],
    [internalError(new Error('x')), 500, 'InternalError', 'Internal error occurred: x'],
  ])('%s', (error, code, reason, message) => {
    expect([error.code, error.reason, error.message]).toEqual([code, reason, message])
    expect(error.status).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message,
    })
    expect(hasReason(error, 'Gone')).toBe(false)
  })

  it('names the resource in details', () => {
    expect(notFound(deployments, 'a').status.details).toEqual({
      name: 'a',
      group: 'apps',
      kind: 'deployments',
    })
  })

  it('lists what is invalid, field by field', () => {
    const kind = { group: 'apps', kind: 'Deployment' }
    const one = [required('spec.selector')]
    expect(invalidObject(kind, 'a', one).message).toBe(
      'Deployment.apps "a" is invalid: spec.selector: Required value',
    )
    const two = [...one, invalid('metadata.name', 'A', 'must be lower case')]
    const error = invalidObject(kind, 'a', two)
    expect(error.message).toBe(
      'Deployment.apps "a" is invalid: [spec.selector: Required value, ' +
        'metadata.name: Invalid value: "A": must be lower case]',
    )
    expect(error.status.details?.causes).toEqual([
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "A": must be lower case',
        field: 'metadata.name',
      },
    ])
  })
})
