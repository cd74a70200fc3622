import {
  authorizerType,
  boolType,
  type CelType,
  dynType,
  intType,
  listType,
  mapType,
  objectType,
  resourceCheckType,
  stringType,
  timestampType,
} from '@knarr/cel'

function object(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  return objectType(name, new Map(Object.entries(fields)))
}

const texts = mapType(stringType, stringType)
const groupVersionKind = object('kubernetes.GroupVersionKind', {
  ...{ group: stringType, version: stringType, kind: stringType },
})
const groupVersionResource = object('kubernetes.GroupVersionResource', {
  ...{ group: stringType, version: stringType, resource: stringType },
})
const userInfo = object('kubernetes.UserInfo', {
  ...{ username: stringType, uid: stringType, groups: listType(stringType) },
  extra: mapType(stringType, listType(stringType)),
})

/** What of a request expressions can read, and what of its namespace: upstream's `BuildRequestType` and `BuildNamespaceType`. */
export const requestTypes: Readonly<Record<string, CelType>> = {
  request: object('kubernetes.AdmissionRequest', {
    ...{ kind: groupVersionKind, resource: groupVersionResource, subResource: stringType },
    ...{
      requestKind: groupVersionKind,
      requestResource: groupVersionResource,
      requestSubResource: stringType,
    },
    ...{ name: stringType, namespace: stringType, operation: stringType },
    ...{ userInfo, dryRun: boolType, options: dynType },
  }),
  namespaceObject: object('kubernetes.Namespace', {
    metadata: object('kubernetes.NamespaceMetadata', {
      ...{ name: stringType, generateName: stringType, namespace: stringType, uid: stringType },
      ...{ labels: texts, annotations: texts, finalizers: listType(stringType) },
      ...{ creationTimestamp: timestampType, deletionTimestamp: timestampType },
      ...{ deletionGracePeriodSeconds: intType, generation: intType, resourceVersion: stringType },
    }),
    spec: object('kubernetes.NamespaceSpec', { finalizers: listType(stringType) }),
    status: object('kubernetes.NamespaceStatus', { phase: stringType }),
  }),
  authorizer: authorizerType,
  'authorizer.requestResource': resourceCheckType,
}
