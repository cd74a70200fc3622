import { describe, expect, it } from 'vitest'
import { nodeAttributes } from './node-attributes.ts'

describe('nodeAttributes', () => {
  it.each([
    ['GET', '/pods', 'get', ['pods', 'proxy']],
    ['GET', '/runningpods/', 'get', ['pods', 'proxy']],
    ['GET', '/healthz/ping', 'get', ['healthz', 'proxy']],
    ['GET', '/configz', 'get', ['configz', 'proxy']],
    ['GET', '/stats/summary', 'get', ['stats']],
    ['POST', '/stats/summary', 'create', ['stats']],
    ['GET', '/metrics/resource', 'get', ['metrics']],
    ['GET', '/logs/messages', 'get', ['log']],
    ['POST', '/exec/default/web/c', 'create', ['proxy']],
    ['GET', '/metricsx', 'get', ['proxy']],
    ['PUT', '/x', 'update', ['proxy']],
    ['PATCH', '/x', 'patch', ['proxy']],
    ['DELETE', '/x', 'delete', ['proxy']],
  ])('%s %s is %s of %j', (method, path, verb, subresources) => {
    expect(nodeAttributes(method, path)).toEqual({ verb, subresources })
  })
})
