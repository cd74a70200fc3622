import type { DownwardAPIVolumeFile, KeyToPath, VolumeProjection } from '@knarr/api/core/v1'
import {
  type ConfigMap,
  type Pod,
  type Secret,
  type ServiceAccount,
  serviceAccounts,
} from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { type DownwardFacts, fieldValue, resourceValue } from '../container-config/downward.ts'
import type { ObjectSource } from '../container-config/object-source.ts'
import type { VolumeFile } from './atomic-writer.ts'

export interface ContentContext {
  readonly pod: Pod
  readonly facts: DownwardFacts
  readonly source: ObjectSource
  readonly client: Client
}

type Files = Map<string, VolumeFile>

interface Selection {
  readonly items: readonly KeyToPath[] | undefined
  readonly defaultMode: number
  readonly optional: boolean
}

const usualMode = 0o644

/** Picks keys of a data map into paths. @throws Error when a key that must be there is not */
function select(data: ReadonlyMap<string, Uint8Array>, { items, defaultMode, optional }: Selection): Files {
  const files: Files = new Map()
  if (!items) {
    for (const [key, content] of data) files.set(key, { content, mode: defaultMode })
    return files
  }
  for (const { key, path, mode } of items) {
    const content = data.get(key)
    if (content) files.set(checkedPath(path), { content, mode: mode ?? defaultMode })
    else if (!optional) throw new Error(`references non-existent config key: ${key}`)
  }
  return files
}

function checkedPath(path: string): string {
  if (path.startsWith('/') || path.split('/').includes('..'))
    throw new Error(`invalid path ${JSON.stringify(path)}`)
  return path
}

function dataOf(map: ConfigMap | undefined): Map<string, Uint8Array> {
  const data = new Map<string, Uint8Array>()
  for (const [key, text] of Object.entries(map?.data ?? {})) data.set(key, Buffer.from(text))
  for (const [key, text] of Object.entries(map?.binaryData ?? {})) data.set(key, Buffer.from(text, 'base64'))
  return data
}

function secretDataOf(secret: Secret | undefined): Map<string, Uint8Array> {
  return new Map(Object.entries(secret?.data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')]))
}

interface NamedSource {
  readonly name?: string
  readonly items?: readonly KeyToPath[]
  readonly defaultMode?: number
  readonly optional?: boolean
}

export async function configMapFiles(from: NamedSource, { pod, source }: ContentContext): Promise<Files> {
  const namespace = pod.metadata.namespace ?? ''
  const found = await source.configMap(namespace, from.name ?? '')
  if (!found && !from.optional) throw new Error(`configmap "${from.name}" not found`)
  return select(dataOf(found), selectionOf(from, found === undefined))
}

export async function secretFiles(from: NamedSource, { pod, source }: ContentContext): Promise<Files> {
  const namespace = pod.metadata.namespace ?? ''
  const found = await source.secret(namespace, from.name ?? '')
  if (!found && !from.optional) throw new Error(`secret "${from.name}" not found`)
  return select(secretDataOf(found), selectionOf(from, found === undefined))
}

function selectionOf(
  { items, defaultMode = usualMode, optional = false }: NamedSource,
  isMissing: boolean,
): Selection {
  return { items: isMissing ? [] : items, defaultMode, optional }
}

export function downwardFiles(
  items: readonly DownwardAPIVolumeFile[] = [],
  defaultMode: number | undefined,
  { pod, facts }: ContentContext,
): Files {
  const files: Files = new Map()
  for (const { path, fieldRef, resourceFieldRef, mode } of items) {
    const [container = { name: '' }] = pod.spec.containers
    const text = fieldRef
      ? fieldValue(pod, fieldRef.fieldPath, facts)
      : resourceFieldRef
        ? resourceValue(pod, container, resourceFieldRef, facts)
        : ''
    files.set(checkedPath(path), { content: Buffer.from(text), mode: mode ?? defaultMode ?? usualMode })
  }
  return files
}

/** A projected volume's sources in order, later ones winning. */
export async function projectedFiles(
  sources: readonly VolumeProjection[] = [],
  defaultMode: number = usualMode,
  context: ContentContext,
): Promise<Files> {
  const files: Files = new Map()
  for (const source of sources) {
    for (const [path, file] of await projectionFiles(source, defaultMode, context)) files.set(path, file)
  }
  return files
}

async function projectionFiles(
  projection: VolumeProjection,
  defaultMode: number,
  context: ContentContext,
): Promise<Files> {
  const { configMap, secret, downwardAPI, serviceAccountToken } = projection
  if (configMap) return await configMapFiles({ ...configMap, defaultMode }, context)
  if (secret) return await secretFiles({ ...secret, defaultMode }, context)
  if (downwardAPI) return downwardFiles(downwardAPI.items, defaultMode, context)
  if (serviceAccountToken) {
    const { path, audience, expirationSeconds = 3600 } = serviceAccountToken
    const token = await requestToken(context, audience, expirationSeconds)
    return new Map([[checkedPath(path), { content: Buffer.from(token), mode: 0o600 }]])
  }
  throw new Error('projected volume has a source that is not supported')
}

interface TokenRequest {
  readonly status?: { readonly token?: string }
}

async function requestToken(
  { pod, client }: ContentContext,
  audience: string | undefined,
  seconds: number,
): Promise<string> {
  const { namespace = '', name, uid } = pod.metadata
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { namespace, name: pod.spec.serviceAccountName ?? 'default' },
    spec: {
      audiences: audience ? [audience] : [],
      expirationSeconds: seconds,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
    },
  }
  const { status } = await client.create<ServiceAccount, TokenRequest>(serviceAccounts, request as never, {
    subresource: 'token',
  })
  if (!status?.token) throw new Error('the API server answered a token request without a token')
  return status.token
}
