import { apiVersionOf, type Resource } from '@knarr/api'
import type { Client } from '@knarr/client'
import { hasReason, type KubeList, type KubeObject, keyOf, limit } from '@knarr/machinery'

const pageSize = 500
const atOnce = 16

export interface RewriteOptions {
  readonly client: Client
  readonly fieldManager: string
  readonly signal: AbortSignal
  /** Told the revision of the first page: what was written later is in the new form already. */
  onListed(resourceVersion: string): Promise<void>
}

/**
 * Has every object of a resource written again as it is, so that it is kept as things are written now. An object that
 * somebody else has changed or deleted meanwhile needs it no more.
 */
export async function rewriteObjects(resource: Resource, options: RewriteOptions): Promise<void> {
  const { client, signal } = options
  const run = limit(atOnce)
  let next: string | undefined
  do {
    const page: KubeList<KubeObject> = await client.list(resource, {
      limit: pageSize,
      ...(next === undefined ? {} : { continue: next }),
    })
    if (next === undefined) await options.onListed(page.metadata.resourceVersion ?? '')
    await Promise.all(page.items.map((object) => run(() => rewrite(resource, object, options))))
    next = page.metadata.continue || undefined
  } while (next !== undefined && !signal.aborted)
  signal.throwIfAborted()
}

/** An apply of nothing changes nothing; with uid and revision it neither creates nor overwrites. */
async function rewrite(
  resource: Resource,
  { metadata }: KubeObject,
  { client, fieldManager, signal }: RewriteOptions,
): Promise<void> {
  if (signal.aborted) return
  const { uid, resourceVersion } = metadata
  const { kind } = resource
  const patch = { apiVersion: apiVersionOf(resource), kind, metadata: { uid, resourceVersion } }
  try {
    await client.patch(resource, keyOf({ metadata }), { type: 'apply', patch }, { fieldManager })
  } catch (error) {
    if (!hasReason(error, 'Conflict') && !hasReason(error, 'NotFound')) throw error
  }
}
