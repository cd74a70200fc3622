// Made by hack/generate-api-types.ts from lib/api/facts.
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface APIGroup {
  apiVersion: string
  kind: string
  name: string
  preferredVersion?: GroupVersionForDiscovery
  serverAddressByClientCIDRs?: ServerAddressByClientCIDR[]
  versions: GroupVersionForDiscovery[]
}

export interface APIGroupList {
  apiVersion: string
  groups: APIGroup[]
  kind: string
}

export interface APIResource {
  categories?: string[]
  group?: string
  kind: string
  name: string
  namespaced: boolean
  shortNames?: string[]
  singularName: string
  storageVersionHash?: string
  verbs: string[]
  version?: string
}

export interface APIResourceList {
  apiVersion: string
  groupVersion: string
  kind: string
  resources: APIResource[]
}

export interface APIVersions {
  apiVersion: string
  kind: string
  serverAddressByClientCIDRs: ServerAddressByClientCIDR[]
  versions: string[]
}

export interface Condition {
  lastTransitionTime: string
  message: string
  observedGeneration?: number
  reason: string
  status: string
  type: string
}

export interface DeleteOptions {
  apiVersion: string
  dryRun?: string[]
  gracePeriodSeconds?: number
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean
  kind: string
  orphanDependents?: boolean
  preconditions?: Preconditions
  propagationPolicy?: string
}

export interface FieldSelectorRequirement {
  key: string
  operator: string
  values?: string[]
}

export interface GroupResource {
  group: string
  resource: string
}

export interface GroupVersionForDiscovery {
  groupVersion: string
  version: string
}

export interface LabelSelector {
  matchExpressions?: LabelSelectorRequirement[]
  matchLabels?: Record<string, string>
}

export interface LabelSelectorRequirement {
  key: string
  operator: string
  values?: string[]
}

export interface Preconditions {
  resourceVersion?: string
  uid?: string
}

export interface ServerAddressByClientCIDR {
  clientCIDR: string
  serverAddress: string
}

export interface ShardInfo {
  selector: string
}

export interface StatusCause {
  field?: string
  message?: string
  reason?: string
}

export interface StatusDetails {
  causes?: StatusCause[]
  group?: string
  kind?: string
  name?: string
  retryAfterSeconds?: number
  uid?: string
}

export interface WatchEvent {
  object: unknown
  type: string
}

export interface Info {
  buildDate: string
  compiler: string
  emulationMajor?: string
  emulationMinor?: string
  gitCommit: string
  gitTreeState: string
  gitVersion: string
  goVersion: string
  major: string
  minCompatibilityMajor?: string
  minCompatibilityMinor?: string
  minor: string
  platform: string
}

export interface CreateOptions {
  apiVersion: string
  dryRun?: string[]
  fieldManager?: string
  fieldValidation?: string
  kind: string
}

export interface UpdateOptions {
  apiVersion: string
  dryRun?: string[]
  fieldManager?: string
  fieldValidation?: string
  kind: string
}

export interface PatchOptions {
  apiVersion: string
  dryRun?: string[]
  force?: boolean
  fieldManager?: string
  fieldValidation?: string
  kind: string
}

export interface GetOptions {
  apiVersion: string
  resourceVersion?: string
  kind: string
}

export interface ListOptions {
  apiVersion: string
  labelSelector?: string
  fieldSelector?: string
  watch?: boolean
  allowWatchBookmarks?: boolean
  resourceVersion?: string
  resourceVersionMatch?: string
  timeoutSeconds?: number
  limit?: number
  continue?: string
  sendInitialEvents?: boolean
  shardSelector?: string
  kind: string
}

export interface PartialObjectMetadata {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

export interface PartialObjectMetadataList {
  apiVersion: string
  items: PartialObjectMetadata[]
  kind: string
  metadata: ListMeta
}

export type Duration = string

export interface GroupVersionKind {
  group: string
  kind: string
  version: string
}

export interface GroupVersionResource {
  group: string
  resource: string
  version: string
}

