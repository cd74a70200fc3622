import { parseFieldSelector } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { nodeAccessTo } from './node-access.ts'

/** `secrets`, `resourceslices.resource.k8s.io`, `pods/status`; then namespace/name and a field selector where there are. */
function accessTo(verb: string, what: string, where = '/', selector = ''): unknown {
  const [path = '', ...group] = what.split('.')
  const [resource = '', subresource = ''] = path.split('/')
  const [namespace = '', name = ''] = where.split('/')
  const access = nodeAccessTo(
    {
      ...{ verb, resource, subresource, namespace, name, group: group.join('.'), version: 'v1', path: '' },
      user: { name: 'system:node:n1', groups: ['system:nodes'] },
      isResourceRequest: true,
      ...(selector ? { fieldSelector: parseFieldSelector(selector).requirements } : {}),
    },
    'n1',
  )
  return typeof access === 'object' ? access.refused : access
}

it.each([
  ['get', 'secrets', 'a/s', 'ifRelated'],
  ['watch', 'configmaps', 'a/c', 'ifRelated'],
  ['list', 'secrets', '/', 'can only read namespaced object of this type'],
  ['update', 'secrets', 'a/s', 'can only read resources of this type'],
  ['get', 'secrets/x', 'a/s', 'cannot read subresource'],
  ['get', 'persistentvolumeclaims', 'a/c', 'ifRelated'],
  ['list', 'persistentvolumeclaims', 'a/', 'can only get individual resources of this type'],
  ['get', 'persistentvolumes/status', '/v', 'cannot get subresource'],
  ['patch', 'persistentvolumeclaims/status', 'a/c', 'ifRelated'],
  ['get', 'persistentvolumeclaims/status', 'a/c', 'can only get/update/patch this type'],
  ['get', 'serviceaccounts', 'a/s', 'ifRelated'],
  ['create', 'serviceaccounts/token', 'a/s', 'ifRelated'],
  ['create', 'serviceaccounts', 'a/s', 'can only create token subresource of serviceaccount'],
  ['list', 'serviceaccounts', 'a/', 'can only create tokens for individual service accounts'],
])('asks %s of %s %s: %s', (verb, what, where, expected) => {
  expect(accessTo(verb, what, where)).toBe(expected)
})

it.each([
  ['get', 'leases.coordination.k8s.io', 'kube-node-lease/n1', 'allowed'],
  ['create', 'leases.coordination.k8s.io', 'kube-node-lease/', 'allowed'],
  [
    'update',
    'leases.coordination.k8s.io',
    'kube-node-lease/n2',
    'can only access node lease with the same name as the requesting node',
  ],
  [
    'get',
    'leases.coordination.k8s.io',
    'a/n1',
    'can only access leases in the "kube-node-lease" system namespace',
  ],
  [
    'watch',
    'leases.coordination.k8s.io',
    'kube-node-lease/n1',
    'can only get, create, update, patch, or delete a node lease',
  ],
  ['patch', 'csinodes.storage.k8s.io', '/n1', 'allowed'],
  [
    'patch',
    'csinodes.storage.k8s.io',
    '/n2',
    'can only access CSINode with the same name as the requesting node',
  ],
  ['get', 'nodes', '/n1', 'allowed'],
  ['get', 'nodes', '/n2', "node 'n1' cannot read 'n2', only its own Node object"],
  ['list', 'nodes', '/', "node 'n1' cannot read all nodes, only its own Node object"],
  ['delete', 'nodes', '/n1', ''],
  ['patch', 'nodes/status', '/n2', 'allowed'],
  ['get', 'nodes/proxy', '/n1', ''],
  ['get', 'podcertificaterequests.certificates.k8s.io', 'a/r', ''],
  ['get', 'services', 'a/s', 'byRules'],
])('looks at names: %s of %s %s: %s', (verb, what, where, expected) => {
  expect(accessTo(verb, what, where)).toBe(expected)
})

const slices = 'resourceslices.resource.k8s.io'

it.each([
  ['list', 'pods', '/', 'spec.nodeName=n1', 'allowed'],
  ['list', 'pods', '/', 'spec.nodeName!=n1', 'can only list/watch pods with spec.nodeName field selector'],
  ['watch', 'pods', '/', 'spec.nodeName=n2', 'can only list/watch pods with spec.nodeName field selector'],
  ['watch', 'pods', 'a/p', '', 'ifRelated'],
  ['get', 'pods', 'a/p', '', 'ifRelated'],
  ['create', 'pods/eviction', 'a/p', '', 'allowed'],
  ['update', 'pods', 'a/p', '', ''],
  ['get', 'pods/log', 'a/p', '', ''],
  ['deletecollection', slices, '/', 'spec.nodeName=n1', 'allowed'],
  [
    'list',
    slices,
    '/',
    '',
    'can only list/watch/deletecollection resourceslices with nodeName field selector',
  ],
  ['create', slices, '/', '', 'allowed'],
  ['delete', slices, '/s', '', 'ifRelated'],
])('looks at what is selected: %s of %s %s by %s: %s', (...[verb, what, where, selector, expected]) => {
  expect(accessTo(verb, what, where, selector)).toBe(expected)
})
