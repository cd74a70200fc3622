import type { Resource } from '@knarr/api'
import { type ControllerRevision, controllerRevisions } from '@knarr/api/apps/v1'
import type { PodTemplateSpec } from '@knarr/api/core/v1'
import { claimObjects, controllerRef, type ReconcileContext, type SetupContext } from '@knarr/controller'
import { cloneJson, type Draft, deepEqual, hasReason, type KubeObject, keyOf } from '@knarr/machinery'
import { templateHash } from '../deployment/template-hash.ts'
import { orphansOf, ownerKeyOf } from '../owner-index.ts'
import { inKeyOrder } from './in-key-order.ts'

/** What a controller keeps a history of: the templates its pods were made from. */
export interface HistoryOwners<T extends KubeObject> {
  /** Of the controller, and of its index of revisions. */
  readonly name: string
  readonly resource: Resource<T>
  /** The label of a revision that holds its hash. */
  readonly hashLabel: string
  templateOf(owner: T): PodTemplateSpec
  selects(owner: T, revision: ControllerRevision): boolean
}

/** An owner's revisions: the one of its present template, and the others, oldest first. */
export interface History {
  readonly current: ControllerRevision
  readonly old: readonly ControllerRevision[]
  /** How often names have collided so far, to be kept in the owner's status. */
  readonly collisionCount: number | undefined
}

export function indexRevisions({ name }: { readonly name: string }, { informer }: SetupContext): void {
  informer(controllerRevisions).addIndex(name, (revision) => [ownerKeyOf(revision)])
}

/** Claims the owner's revisions, and makes sure that its present template has the one with the highest number. */
export async function ensureHistory<T extends KubeObject & { status?: { collisionCount?: number } }>(
  owner: T,
  owners: HistoryOwners<T>,
  context: ReconcileContext,
): Promise<History> {
  const claimed = (await claimRevisions(owner, owners, context)).toSorted(byRevision)
  const data = revisionData(owners.templateOf(owner))
  const same = claimed.findLast((revision) => deepEqual(revision.data, data))
  const old = claimed.filter((revision) => revision !== same)
  const next = Math.max(0, ...old.map(({ revision }) => revision)) + 1
  const { collisionCount } = owner.status ?? {}
  if (!same) return { ...(await createRevision(owner, owners, { data, revision: next }, context)), old }
  if (same.revision >= next) return { current: same, old, collisionCount }
  const current = await context.client.update(controllerRevisions, { ...same, revision: next })
  return { current, old, collisionCount }
}

/** Deletes the oldest revisions beyond `limit` that no pod is made from. */
export async function trimHistory(
  { old }: History,
  { limit, isLive }: { readonly limit: number; isLive(revision: ControllerRevision): boolean },
  { client }: ReconcileContext,
): Promise<void> {
  const unused = old.filter((revision) => !isLive(revision))
  for (const revision of unused.slice(0, Math.max(0, unused.length - limit))) {
    await client.delete(controllerRevisions, keyOf(revision)).catch((error: unknown) => {
      if (!hasReason(error, 'NotFound')) throw error
    })
  }
}

/** The template as a revision keeps it: a patch that puts it back, as `kubectl rollout undo` does. */
export function templateOfRevision({ data }: ControllerRevision): PodTemplateSpec {
  const { spec } = data as { readonly spec: { readonly template: PodTemplateSpec & { $patch?: string } } }
  const { $patch: _, ...template } = spec.template
  return cloneJson(template)
}

/** In the order Go writes keys: clients compare these bytes with their own, to tell where an owner stands. */
function revisionData(template: PodTemplateSpec): unknown {
  return { spec: { template: inKeyOrder({ ...template, $patch: 'replace' }) } }
}

async function claimRevisions<T extends KubeObject>(
  owner: T,
  owners: HistoryOwners<T>,
  { client, lister }: ReconcileContext,
): Promise<ControllerRevision[]> {
  const keys = [owner.metadata.uid, orphansOf(owner)]
  return await claimObjects({
    client,
    owner,
    ownerKind: owners.resource,
    resource: controllerRevisions,
    candidates: keys.flatMap((key) => lister.byIndex(controllerRevisions, owners.name, key)),
    selects: (revision) => owners.selects(owner, revision),
  })
}

/** Names a revision for its content; where another has that name, the collision count goes into the hash. */
async function createRevision<T extends KubeObject & { status?: { collisionCount?: number } }>(
  owner: T,
  owners: HistoryOwners<T>,
  content: { readonly data: unknown; readonly revision: number },
  { client }: ReconcileContext,
): Promise<Omit<History, 'old'>> {
  const template = owners.templateOf(owner)
  let { collisionCount } = owner.status ?? {}
  for (;;) {
    const hash = templateHash(template, collisionCount)
    const draft = revisionDraft(owner, owners, { ...content, hash })
    try {
      return { current: await client.create(controllerRevisions, draft), collisionCount }
    } catch (error) {
      if (!hasReason(error, 'AlreadyExists')) throw error
      const other = await client.get(controllerRevisions, keyOf(draft))
      if (deepEqual(other.data, content.data)) return { current: other, collisionCount }
      collisionCount = (collisionCount ?? 0) + 1
    }
  }
}

function revisionDraft<T extends KubeObject>(
  owner: T,
  { hashLabel, resource, templateOf }: HistoryOwners<T>,
  { data, revision, hash }: { readonly data: unknown; readonly revision: number; readonly hash: string },
): Draft<ControllerRevision> {
  const { name, namespace = '', annotations } = owner.metadata
  return {
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...templateOf(owner).metadata?.labels, [hashLabel]: hash },
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ownerReferences: [controllerRef(owner, resource)],
    },
    data,
    revision,
  }
}

function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1)
}
