import { hasReason } from '@knarr/machinery'
import { expect } from 'vitest'
import type { ApiServerOptions } from '../../api-server.ts'
import { customResourceDefinitionStrategy } from '../../registry/apiextensions/customresourcedefinition/customresourcedefinition-strategy.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import { testStrategies } from '../../testing/test-strategies.ts'

/** A server with one definition, `widgets.example.com`, and a client of its objects. */
export interface CustomServer extends AsyncDisposable {
  readonly test: TestServer
  /** Requests `path` below the widgets of `default` in v1: `''`, `a`, `a/scale`. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>
  create(body: object, query?: Readonly<Record<string, string>>): Promise<unknown>
  put(path: string, body: object): Promise<unknown>
  mergePatch(path: string, body: object): Promise<unknown>
  apply(path: string, body: object, manager: string): Promise<unknown>
  /** Changes the definition by a merge patch. */
  redefine(patch: object): Promise<unknown>
}

export const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

type Versions = readonly object[]

/** A definition of `widgets.example.com` with these versions, the first of which is kept. */
export function widgetDefinition(versions: Versions): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: versions.map((version, index) => ({
        name: `v${index + 1}`,
        served: true,
        storage: index === 0,
        ...version,
      })),
    },
  }
}

export async function startCustomServer(...versions: Versions): Promise<CustomServer> {
  return startServerWith(widgetDefinition(versions))
}

const strategies = [...testStrategies, customResourceDefinitionStrategy as never]

/** A server that has this definition of `widgets.example.com`. */
export async function startServerWith(
  definition: object,
  options: Partial<ApiServerOptions> = { strategies },
): Promise<CustomServer> {
  const test = await startTestServer(options)
  const { transport } = test
  await transport.request({ method: 'POST', path: definitionsPath, body: definition })
  const collection = '/apis/example.com/v1/namespaces/default/widgets'
  const at = (path: string): string => (path ? `${collection}/${path}` : collection)
  const get: CustomServer['get'] = (path, query = {}) =>
    transport.request({ method: 'GET', path: at(path), query })
  await expect
    .poll(() => get('').catch((error) => !hasReason(error, 'NotFound') && Promise.reject(error)))
    .toBeTruthy()
  const patch = (path: string, body: object, type: string, query = {}): Promise<unknown> =>
    transport.request({
      method: 'PATCH',
      path: at(path),
      headers: { 'content-type': type },
      body,
      query,
    } as never)
  return {
    test,
    get,
    create: (body, query = {}) => transport.request({ method: 'POST', path: collection, body, query }),
    put: (path, body) => transport.request({ method: 'PUT', path: at(path), body }),
    mergePatch: (path, body) => patch(path, body, 'application/merge-patch+json'),
    apply: (path, body, fieldManager) => patch(path, body, 'application/apply-patch+yaml', { fieldManager }),
    redefine: (body) =>
      transport.request({
        ...{ method: 'PATCH', path: `${definitionsPath}/widgets.example.com` },
        ...{ headers: { 'content-type': 'application/merge-patch+json' }, body },
      } as never),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}
