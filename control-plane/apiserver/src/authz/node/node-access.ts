import type { AuthorizationAttributes } from '../authorizer.ts'

/**
 * How a node comes to what it asks for: as every node does (`byRules`), anyway, where a pod or another object of its
 * own leads there, or not at all, for the reason given.
 */
export type NodeAccess = 'allowed' | 'ifRelated' | { readonly refused: string }

type Question = AuthorizationAttributes
type Check = (question: Question, node: string) => NodeAccess

const ownVerbs = ['get', 'create', 'update', 'patch', 'delete']
const no = (refused: string): NodeAccess => ({ refused })

/** Upstream's decisions, resource by resource, before the graph is asked. */
export function nodeAccessTo(question: Question, node: string): NodeAccess | 'byRules' {
  const { isResourceRequest, group, resource } = question
  const check = isResourceRequest ? checks.get(group ? `${resource}.${group}` : resource) : undefined
  return check ? check(question, node) : 'byRules'
}

function toGet({ verb, subresource }: Question): NodeAccess {
  if (verb !== 'get') return no('can only get individual resources of this type')
  return subresource ? no('cannot get subresource') : 'ifRelated'
}

function toRead({ verb, subresource, namespace }: Question): NodeAccess {
  if (!['get', 'list', 'watch'].includes(verb)) return no('can only read resources of this type')
  if (subresource) return no('cannot read subresource')
  return namespace ? 'ifRelated' : no('can only read namespaced object of this type')
}

function toClaim(question: Question): NodeAccess {
  if (question.subresource !== 'status') return toGet(question)
  const isUpdate = question.verb === 'update' || question.verb === 'patch'
  return isUpdate ? 'ifRelated' : no('can only get/update/patch this type')
}

function toServiceAccount(question: Question): NodeAccess {
  const { verb, subresource, name } = question
  if (verb === 'get' && !subresource) return toRead(question)
  if (verb !== 'create' || !name) return no('can only create tokens for individual service accounts')
  return subresource === 'token' ? 'ifRelated' : no('can only create token subresource of serviceaccount')
}

function toLease({ verb, namespace, name }: Question, node: string): NodeAccess {
  if (!ownVerbs.includes(verb)) return no('can only get, create, update, patch, or delete a node lease')
  if (namespace !== 'kube-node-lease')
    return no('can only access leases in the "kube-node-lease" system namespace')
  // The name of what is to be created is in the body: admission looks at it.
  if (verb === 'create' || name === node) return 'allowed'
  return no('can only access node lease with the same name as the requesting node')
}

function toCsiNode({ verb, subresource, name }: Question, node: string): NodeAccess {
  if (!ownVerbs.includes(verb)) return no('can only get, create, update, patch, or delete a CSINode')
  if (subresource) return no('cannot authorize CSINode subresources')
  if (verb === 'create' || name === node) return 'allowed'
  return no('can only access CSINode with the same name as the requesting node')
}

function toSlice(question: Question, node: string): NodeAccess {
  const { verb, subresource } = question
  if (subresource) return no('cannot authorize ResourceSlice subresources')
  if (verb === 'create') return 'allowed'
  if (['get', 'update', 'patch', 'delete'].includes(verb)) return 'ifRelated'
  if (['watch', 'list', 'deletecollection'].includes(verb)) {
    if (isSelecting(question, node)) return 'allowed'
    return no('can only list/watch/deletecollection resourceslices with nodeName field selector')
  }
  return no(
    'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
  )
}

/** Whose node it is, admission looks at; reading must be possible before it is there. */
function toNode({ verb, subresource, name }: Question, node: string): NodeAccess {
  const isWrite = ['update', 'patch'].includes(verb)
  if (subresource) return subresource === 'status' && isWrite ? 'allowed' : no('')
  if (isWrite || verb === 'create') return 'allowed'
  if (!['get', 'list', 'watch'].includes(verb)) return no('')
  if (name === node) return 'allowed'
  if (!name) return no(`node '${node}' cannot read all nodes, only its own Node object`)
  return no(`node '${node}' cannot read '${name}', only its own Node object`)
}

/** Whose pod it is that is written, admission looks at. */
function toPod(question: Question, node: string): NodeAccess {
  const { verb, subresource, name } = question
  const written = writtenPodParts.get(subresource)
  if (written?.includes(verb)) return 'allowed'
  if (subresource) return no('')
  if (verb === 'get') return 'ifRelated'
  if (verb !== 'list' && verb !== 'watch') return no('')
  if (isSelecting(question, node)) return 'allowed'
  return name ? 'ifRelated' : no('can only list/watch pods with spec.nodeName field selector')
}

const writtenPodParts: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['create', 'delete']],
  ['status', ['update', 'patch']],
  ['eviction', ['create']],
])

/** Whether only objects of the node are asked for. */
function isSelecting({ fieldSelector = [] }: Question, node: string): boolean {
  return fieldSelector.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  )
}

/** A feature that is off by default, and off here. */
const notServed: Check = () => no('')

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['secrets', toRead],
  ['configmaps', toRead],
  ['persistentvolumeclaims', toClaim],
  ['persistentvolumes', toGet],
  ['resourceclaims.resource.k8s.io', toGet],
  ['volumeattachments.storage.k8s.io', toGet],
  ['serviceaccounts', toServiceAccount],
  ['leases.coordination.k8s.io', toLease],
  ['csinodes.storage.k8s.io', toCsiNode],
  ['resourceslices.resource.k8s.io', toSlice],
  ['nodes', toNode],
  ['pods', toPod],
  ['podcertificaterequests.certificates.k8s.io', notServed],
])
