import {
  type Node,
  nodes,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import { getIfThere } from '@knarr/client'
import {
  type Controller,
  type ReconcileContext,
  type Result,
  storageClassOf,
  volumeAnnotations,
} from '@knarr/controller'
import { hasReason } from '@knarr/machinery'
import type { NodeDirectories } from './node-directories.ts'
import { provisionedVolume, volumeNameOf, whyNotProvided } from './provisioned-volume.ts'
import { provisionerName } from './provisioner-objects.ts'

/** How often a claim that cannot be served is tried again. */
const retryMs = 30_000

/**
 * Makes volumes for the claims that name this provisioner: the directory first, then the volume. Both have the
 * claim's own name and are made once, however often it is tried.
 */
export function claimProvisioner(directories: NodeDirectories): Controller {
  return {
    name: 'local-path-provisioner',
    eventSource: provisionerName,
    watches: persistentVolumeClaims,
    reads: [persistentVolumes, storageClasses, nodes],

    async reconcile(key, context) {
      const claim = context.lister.get(persistentVolumeClaims, key)
      const storageClass = claim && classToServe(claim, context)
      if (!claim || !storageClass) return undefined
      return await serve(claim, storageClass, { directories, context })
    },
  }
}

/** The class of a claim that waits for a volume of this provisioner, and whose node is known where it has to be. */
function classToServe(claim: PersistentVolumeClaim, { lister }: ReconcileContext): StorageClass | undefined {
  const { annotations = {}, deletionTimestamp } = claim.metadata
  if (claim.spec.volumeName || deletionTimestamp) return undefined
  if (annotations[volumeAnnotations.storageProvisioner] !== provisionerName) return undefined
  const storageClass = lister.get(storageClasses, { namespace: '', name: storageClassOf(claim) })
  if (storageClass?.provisioner !== provisionerName) return undefined
  const waits = storageClass.volumeBindingMode === 'WaitForFirstConsumer'
  return waits && !annotations[volumeAnnotations.selectedNode] ? undefined : storageClass
}

interface Scene {
  readonly directories: NodeDirectories
  readonly context: ReconcileContext
}

async function serve(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  scene: Scene,
): Promise<Result | undefined> {
  const { lister, events } = scene.context
  const { name, namespace } = claim.metadata
  if (lister.get(persistentVolumes, { namespace: '', name: volumeNameOf(claim.metadata) })) return undefined
  if (await isNodeGone(claim, scene.context)) {
    sayThatItFailed(claim, storageClass, { events, why: 'the selected node is gone' })
    await forgetNode(claim, scene.context)
    return undefined
  }
  const node = nodeFor(claim, storageClass, scene)
  if (!node) return undefined
  const problem = whyNotProvided(claim, storageClass)
  if (problem) {
    sayThatItFailed(claim, storageClass, { events, why: problem })
    return { requeueAfterMs: retryMs }
  }
  const message = `External provisioner is provisioning volume for claim "${namespace}/${name}"`
  events.event(claim, { type: 'Normal', reason: 'Provisioning', message })
  try {
    await provision(claim, storageClass, { ...scene, node })
  } catch (error) {
    sayThatItFailed(claim, storageClass, { events, why: (error as Error).message })
    throw error
  }
  return undefined
}

async function provision(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  { node, directories, context: { client, events } }: Scene & { readonly node: Node },
): Promise<void> {
  const name = volumeNameOf(claim.metadata)
  const path = directories.pathOf(node.metadata.name, name)
  await directories.make(path)
  try {
    await client.create(persistentVolumes, provisionedVolume(claim, storageClass, { node, path }))
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
  }
  const message = `Successfully provisioned volume ${name}`
  events.event(claim, { type: 'Normal', reason: 'ProvisioningSucceeded', message })
}

/** The node that was chosen for the claim's pod where it is one of this machine's; any of those where none was. */
function nodeFor(
  { metadata }: PersistentVolumeClaim,
  { allowedTopologies = [] }: StorageClass,
  { directories, context }: Scene,
): Node | undefined {
  const chosen = metadata.annotations?.[volumeAnnotations.selectedNode]
  const isAllowed = ({ metadata: { labels = {} } }: Node): boolean =>
    allowedTopologies.length === 0 ||
    allowedTopologies.some(({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
    )
  return directories.nodes
    .filter((name) => chosen === undefined || name === chosen)
    .map((name) => context.lister.get(nodes, { namespace: '', name }))
    .find((node) => node !== undefined && (chosen !== undefined || isAllowed(node)))
}

/** Asks the server where memory knows of no such node: it may be new. */
async function isNodeGone(
  { metadata }: PersistentVolumeClaim,
  { client, lister }: ReconcileContext,
): Promise<boolean> {
  const name = metadata.annotations?.[volumeAnnotations.selectedNode]
  if (name === undefined || lister.get(nodes, { namespace: '', name })) return false
  return (await getIfThere(client, nodes, { namespace: '', name })) === undefined
}

/** Has the scheduler choose another node. */
async function forgetNode(claim: PersistentVolumeClaim, { client }: ReconcileContext): Promise<void> {
  const { [volumeAnnotations.selectedNode]: gone, ...annotations } = claim.metadata.annotations ?? {}
  await client.update(persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, annotations } })
}

function sayThatItFailed(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  { events, why }: { readonly events: ReconcileContext['events']; readonly why: string },
): void {
  events.event(claim, {
    type: 'Warning',
    reason: 'ProvisioningFailed',
    message: `failed to provision volume with StorageClass "${storageClass.metadata.name}": ${why}`,
  })
}
