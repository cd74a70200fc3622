import type { Clock } from '@knarr/machinery'
import type { ForeignVersion } from '../openapi/document-input.ts'
import { askBackend, jsonOf } from './ask-backend.ts'
import type { Backend } from './backend.ts'

/** How another server describes a version it answers for; empty where it does not. */
export type BackendOpenApi = Omit<ForeignVersion, 'groupVersion'>

/** Reads the descriptions of a server; one that has none is served all the same. */
export async function openApiOfBackend(
  backend: Backend,
  groupVersion: string,
  clock: Clock,
): Promise<BackendOpenApi> {
  const read = (path: string): Promise<object | undefined> =>
    askBackend(backend, path, { accept: 'application/json', clock })
      .then(jsonOf)
      .catch(() => undefined)
  const [index, swagger] = await Promise.all([read('/openapi/v3'), read('/openapi/v2')])
  const { paths = {} } = (index ?? {}) as { paths?: Record<string, { serverRelativeURL?: string }> }
  const v3Url = paths[`apis/${groupVersion}`]?.serverRelativeURL
  return { ...(v3Url ? { v3Url } : {}), ...(swagger ? { swagger } : {}) }
}
