import { apiVersionOf } from '@knarr/api'
import { deepEqual, forbidden, type KubeObject, type OwnerReference } from '@knarr/machinery'
import type { Decision } from '../../../authz/authorizer.ts'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import type { PluginParts } from '../../plugin-parts.ts'

type Parts = Pick<PluginParts, 'authorizer' | 'catalog'>

/**
 * Owners are changed only by who may delete the object, and block their owner's deletion only for who may
 * update the owner's finalizers.
 */
export function ownerReferencesPermissionEnforcement(parts: Parts): AdmissionPlugin {
  return {
    name: 'OwnerReferencesPermissionEnforcement',

    handles: ({ operation, resource, subresource }) =>
      (operation === 'CREATE' || operation === 'UPDATE') &&
      !(resource.group === '' && resource.plural === 'pods' && subresource === 'status'),

    async validate(attributes) {
      const owners = ownersOf(attributes.object)
      const before = ownersOf(attributes.old)
      if (deepEqual(owners, before)) return
      if (attributes.operation === 'UPDATE') await refuseWhoMayNotDelete(attributes, parts)
      const blocking = newlyBlocking(owners, before)
      if (blocking.length === 0 || (await mayFinalizeAnything(attributes, parts))) return
      for (const owner of blocking) await refuseWhoMayNotFinalize(owner, attributes, parts)
    },
  }
}

function ownersOf(object: KubeObject | undefined): readonly OwnerReference[] {
  return object?.metadata?.ownerReferences ?? []
}

function newlyBlocking(
  owners: readonly OwnerReference[],
  before: readonly OwnerReference[],
): OwnerReference[] {
  const blocked = new Set(before.filter(({ blockOwnerDeletion }) => blockOwnerDeletion).map(({ uid }) => uid))
  return owners.filter(({ blockOwnerDeletion, uid }) => blockOwnerDeletion && !blocked.has(uid))
}

async function refuseWhoMayNotDelete(attributes: AdmissionAttributes, { authorizer }: Parts): Promise<void> {
  const { user, namespace, name, subresource } = attributes
  const { group, version, plural: resource } = attributes.resource
  const decision = await authorizer.authorize({
    ...{ user, namespace, name, subresource, group, version, resource },
    ...{ verb: 'delete', isResourceRequest: true, path: '' },
  })
  const why = "cannot set an ownerRef on a resource you can't delete"
  if (decision.verdict !== 'allow') throw forbidden(attributes.resource, name, textOf(why, decision))
}

async function mayFinalizeAnything({ user }: AdmissionAttributes, { authorizer }: Parts): Promise<boolean> {
  const anything = { group: '*', version: '*', resource: '*', name: '*', namespace: '' }
  const { verdict } = await authorizer.authorize({ ...finalizersOf, ...anything, user })
  return verdict === 'allow'
}

const finalizersOf = { verb: 'update', subresource: 'finalizers', isResourceRequest: true, path: '' }

/** A kind may be served as more than one resource: all count. */
async function refuseWhoMayNotFinalize(
  owner: OwnerReference,
  attributes: AdmissionAttributes,
  { authorizer, catalog }: Parts,
): Promise<void> {
  const { resource, name, user } = attributes
  const kinds = catalog
    .entries()
    .map(({ api }) => api)
    .filter((api) => api.kind === owner.kind && apiVersionOf(api) === owner.apiVersion)
  if (kinds.length === 0) throw forbidden(resource, name, noMapping(owner))
  for (const { group, version, plural, namespaced } of kinds) {
    const decision = await authorizer.authorize({
      ...{ ...finalizersOf, user, group, version, resource: plural, name: owner.name },
      namespace: namespaced ? attributes.namespace : '',
    })
    const why =
      "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on"
    if (decision.verdict !== 'allow') throw forbidden(resource, name, textOf(why, decision))
  }
}

function noMapping({ apiVersion, kind }: OwnerReference): string {
  const why = `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`
  return `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${apiVersion} Kind ${kind}: ${why}`
}

/** Upstream appends the authorizer's reason and its error; ours have none. */
function textOf(why: string, { reason }: Decision): string {
  return `${why}: ${reason}, <nil>`
}
