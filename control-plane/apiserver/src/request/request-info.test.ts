import { describe, expect, it } from 'vitest'
import { requestInfoOf } from './request-info.ts'

function info(method: string, target: string) {
  const [path = '', query = ''] = target.split('?')
  const { verb, group, version, namespace, resource, subresource, name } = requestInfoOf(
    method,
    path,
    new URLSearchParams(query),
  )
  return [verb, `${group}/${version}`, namespace, resource, name, subresource].join(' ')
}

describe('what a request asks for', () => {
  it.each([
    ['GET', '/api/v1/namespaces/a/pods', 'list /v1 a pods  '],
    ['GET', '/api/v1/pods', 'list /v1  pods  '],
    ['GET', '/api/v1/pods?watch=true', 'watch /v1  pods  '],
    ['GET', '/api/v1/pods?watch=0', 'list /v1  pods  '],
    ['GET', '/api/v1/watch/pods', 'watch /v1  pods  '],
    ['HEAD', '/api/v1/namespaces/a/pods/b', 'get /v1 a pods b '],
    ['PUT', '/api/v1/namespaces/a/pods/b/status', 'update /v1 a pods b status'],
    ['POST', '/api/v1/namespaces/a/pods/b/binding', 'create /v1 a pods b binding'],
    ['GET', '/api/v1/namespaces/a', 'get /v1 a namespaces a '],
    ['PUT', '/api/v1/namespaces/a/finalize', 'update /v1 a namespaces a finalize'],
    ['PATCH', '/api/v1/namespaces/a/status', 'patch /v1 a namespaces a status'],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments', 'deletecollection apps/v1 a deployments  '],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments/b', 'delete apps/v1 a deployments b '],
    ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Db', 'list /v1  pods b '],
    ['GET', '/api/v1/nodes/a%2Fb', 'get /v1  nodes a/b '],
  ])('%s %s', (method, target, expected) => {
    expect(info(method, target)).toBe(expected)
  })

  it.each(['/', '/api', '/api/v1', '/apis/apps/v1', '/healthz'])('is no resource at %s', (path) => {
    expect(requestInfoOf('GET', path, new URLSearchParams())).toMatchObject({
      isResourceRequest: false,
      verb: 'get',
    })
  })
})
