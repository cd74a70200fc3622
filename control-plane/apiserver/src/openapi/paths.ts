import type { ApiResource, ApiSubresource, GroupVersionKind } from '@knarr/api'
import type { Operation, Path } from './operation.ts'
import { queryOf, subresourceQueryOf } from './parameters.ts'

const status: GroupVersionKind = { group: '', version: 'v1', kind: 'Status' }
const deleteOptions: GroupVersionKind = { group: '', version: 'v1', kind: 'DeleteOptions' }

const pascal = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `RbacAuthorizationV1`, `CoreV1`: how operation ids name a group version. */
function groupName({ group, version }: ApiResource): string {
  const words = group ? group.replace(/\.k8s\.io$/, '').split('.') : ['core']
  return [...words, version].map((word) => word.split('-').map(pascal).join('')).join('')
}

const tagOf = ({ group, version }: ApiResource): string =>
  `${group ? group.replace(/\.k8s\.io$/, '').replace(/\.(.)/g, (_, letter: string) => pascal(letter)) : 'core'}_${version}`

/** The paths of one resource at one version, its subresources included. */
export function pathsOf(resource: ApiResource): Path[] {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`
  const scope = resource.namespaced ? '/namespaces/{namespace}' : ''
  const scopeVariables = resource.namespaced ? ['namespace'] : []
  const collection = `${root}${scope}/${resource.plural}`
  const item = { path: `${collection}/{name}`, variables: ['name', ...scopeVariables] }
  const paths = [
    { path: collection, variables: scopeVariables, operations: collectionOperations(resource) },
    { ...item, operations: itemOperations(resource) },
    ...(resource.namespaced && resource.verbs.includes('list')
      ? [{ path: `${root}/${resource.plural}`, variables: [], operations: [listEverywhere(resource)] }]
      : []),
    ...resource.subresources.flatMap((subresource) => subresourcePaths(resource, subresource, item)),
  ]
  return paths.filter(({ operations }) => operations.length > 0)
}

interface Draft {
  readonly method: Operation['method']
  readonly action: Operation['action']
  readonly verb: string
  readonly what: string
  readonly body?: Operation['body']
  readonly answer: Operation['answer']
}

const kindOf = ({ group, version, kind }: GroupVersionKind): GroupVersionKind => ({ group, version, kind })
const listOf = ({ group, version, kind }: ApiResource): GroupVersionKind => ({
  group,
  version,
  kind: `${kind}List`,
})
const scopeOf = ({ namespaced }: ApiResource): string => (namespaced ? 'Namespaced' : '')

function operationOf(resource: ApiResource, draft: Draft, suffix = ''): Operation {
  const { method, action, verb, what, body, answer } = draft
  const inner = action === 'deletecollection' ? 'Collection' : ''
  return {
    ...{ method, action, answer },
    id: `${verb}${groupName(resource)}${inner}${scopeOf(resource)}${resource.kind}${suffix}`,
    description: what,
    tag: tagOf(resource),
    gvk: kindOf(resource),
    ...(body ? { body } : {}),
    query: queryOf[action] ?? [],
  }
}

function collectionOperations(resource: ApiResource): Operation[] {
  const kind = resource.kind
  const drafts: readonly (Draft & { needs: string })[] = [
    {
      ...{ needs: 'list', method: 'get', action: 'list', verb: 'list' },
      ...{ what: `list or watch objects of kind ${kind}`, answer: listOf(resource) },
    },
    {
      ...{ needs: 'create', method: 'post', action: 'post', verb: 'create', what: `create ${article(kind)}` },
      ...{ body: kindOf(resource), answer: kindOf(resource) },
    },
    {
      ...{ needs: 'deletecollection', method: 'delete', action: 'deletecollection', verb: 'delete' },
      ...{ what: `delete collection of ${kind}`, body: deleteOptions, answer: status },
    },
  ]
  return served(resource, drafts)
}

function itemOperations(resource: ApiResource): Operation[] {
  const own = kindOf(resource)
  const { kind } = resource
  const drafts: readonly (Draft & { needs: string })[] = [
    {
      needs: 'get',
      method: 'get',
      action: 'get',
      verb: 'read',
      what: `read the specified ${kind}`,
      answer: own,
    },
    {
      ...{
        needs: 'update',
        method: 'put',
        action: 'put',
        verb: 'replace',
        what: `replace the specified ${kind}`,
      },
      ...{ body: own, answer: own },
    },
    {
      ...{ needs: 'patch', method: 'patch', action: 'patch', verb: 'patch' },
      ...{ what: `partially update the specified ${kind}`, body: 'patch', answer: own },
    },
    {
      ...{
        needs: 'delete',
        method: 'delete',
        action: 'delete',
        verb: 'delete',
        what: `delete ${article(kind)}`,
      },
      ...{ body: deleteOptions, answer: status },
    },
  ]
  return served(resource, drafts)
}

const served = (resource: ApiResource, drafts: readonly (Draft & { needs: string })[]): Operation[] =>
  drafts.filter(({ needs }) => resource.verbs.includes(needs)).map((draft) => operationOf(resource, draft))

const article = (kind: string): string => (/^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`)

function listEverywhere(resource: ApiResource): Operation {
  const [list] = collectionOperations(resource)
  const id = `list${groupName(resource)}${resource.kind}ForAllNamespaces`
  return { ...(list as Operation), id }
}

function subresourcePaths(
  resource: ApiResource,
  subresource: ApiSubresource,
  item: { readonly path: string; readonly variables: readonly string[] },
): Path[] {
  const path = `${item.path}/${subresource.name}`
  const isConnect = subresource.kind.endsWith('Options')
  const operations = isConnect
    ? connections(resource, subresource)
    : subresourceOperations(resource, subresource)
  const own = { path, variables: item.variables, operations }
  if (subresource.name !== 'proxy') return [own]
  const deeper = operations.map((operation) => ({ ...operation, id: `${operation.id}WithPath` }))
  return [own, { path: `${path}/{path}`, variables: [...item.variables, 'path'], operations: deeper }]
}

const methodOf: Readonly<Record<string, readonly [Operation['method'], Operation['action'], verb: string]>> =
  {
    get: ['get', 'get', 'read'],
    update: ['put', 'put', 'replace'],
    patch: ['patch', 'patch', 'patch'],
    create: ['post', 'post', 'create'],
    delete: ['delete', 'delete', 'delete'],
  }

function subresourceOperations(resource: ApiResource, subresource: ApiSubresource): Operation[] {
  return subresource.verbs.flatMap((apiVerb) => {
    const known = methodOf[apiVerb]
    return known ? [subresourceOperation(resource, subresource, known)] : []
  })
}

function subresourceOperation(
  resource: ApiResource,
  subresource: ApiSubresource,
  [method, action, verb]: readonly [Operation['method'], Operation['action'], string],
): Operation {
  const { name } = subresource
  const own = kindOf(subresource)
  const isLog = name === 'log'
  const draft: Draft = {
    ...{ method, action, verb, what: `${verb} ${name} of the specified ${resource.kind}` },
    ...(action === 'get' ? {} : { body: action === 'patch' ? 'patch' : own }),
    answer: isLog ? 'text' : own,
  }
  const made = operationOf(resource, draft, pascal(name))
  return { ...made, gvk: own, ...(isLog ? { query: subresourceQueryOf.log ?? [] } : {}) }
}

function connections(resource: ApiResource, subresource: ApiSubresource): Operation[] {
  const { name } = subresource
  const id = (method: string): string =>
    `connect${groupName(resource)}${pascal(method)}${scopeOf(resource)}${resource.kind}${pascal(name)}`
  return subresource.verbs.flatMap((apiVerb) => {
    const [method] = methodOf[apiVerb] ?? []
    if (!method) return []
    const description = `connect ${method.toUpperCase()} requests to ${name} of ${resource.kind}`
    const query = subresourceQueryOf[name] ?? []
    return [
      {
        ...{ method, action: 'connect' as const, id: id(method), description, tag: tagOf(resource) },
        ...{ gvk: kindOf(subresource), answer: 'text' as const, query },
      },
    ]
  })
}
