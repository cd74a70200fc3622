import type {
  ConfigMap,
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  Secret,
  Volume,
  VolumeProjection,
} from '@knarr/api/core/v1'
import { type DownwardFacts, fieldValue, resourceValue } from '../container-config/downward.ts'
import type { ObjectSource } from '../container-config/object-source.ts'
import type { VolumeFile, VolumeFiles } from './atomic-writer.ts'
import { fsUserOf } from './fs-user.ts'
import type { ServiceAccountTokens } from './service-account-tokens.ts'

export interface ContentContext {
  readonly pod: Pod
  readonly facts: DownwardFacts
  readonly source: ObjectSource
  readonly tokens: ServiceAccountTokens
}

/** A kind of volume whose files come from the API, and upstream's directory name for it. */
interface ContentKind {
  readonly plugin: string
  /** Undefined for a volume of another kind. */
  read(volume: Volume, context: ContentContext): Promise<VolumeFiles> | VolumeFiles | undefined
}

const usualMode = 0o644

/** Every kind of volume made of files that the API server knows. */
export const contentKinds: readonly ContentKind[] = [
  { plugin: 'configmap', read: ({ configMap }, context) => configMap && configMapFiles(configMap, context) },
  {
    plugin: 'secret',
    read: ({ secret }, context) =>
      secret && secretFiles({ ...secret, name: secret.secretName ?? '' }, context),
  },
  {
    plugin: 'downward-api',
    read: ({ downwardAPI }, context) =>
      downwardAPI && downwardFiles(downwardAPI.items, downwardAPI.defaultMode, context),
  },
  {
    plugin: 'projected',
    read: ({ projected }, context) =>
      projected && projectedFiles(projected.sources, projected.defaultMode, context),
  },
]

interface NamedSource {
  readonly name?: string
  readonly items?: readonly KeyToPath[]
  readonly defaultMode?: number
  readonly optional?: boolean
}

type Data = ReadonlyMap<string, Uint8Array>

async function configMapFiles(from: NamedSource, { pod, source }: ContentContext): Promise<VolumeFiles> {
  const found = await source.configMap(pod.metadata.namespace ?? '', from.name ?? '')
  if (!found && !from.optional) throw new Error(`configmap "${from.name}" not found`)
  return selected(configMapData(found), from, 'configmap references non-existent config key')
}

async function secretFiles(from: NamedSource, { pod, source }: ContentContext): Promise<VolumeFiles> {
  const found = await source.secret(pod.metadata.namespace ?? '', from.name ?? '')
  if (!found && !from.optional) throw new Error(`secret "${from.name}" not found`)
  return selected(secretData(found), from, 'references non-existent secret key')
}

function configMapData(map: ConfigMap | undefined): Data {
  const data = new Map<string, Uint8Array>()
  for (const [key, text] of Object.entries(map?.data ?? {})) data.set(key, Buffer.from(text))
  for (const [key, text] of Object.entries(map?.binaryData ?? {})) data.set(key, Buffer.from(text, 'base64'))
  return data
}

function secretData(secret: Secret | undefined): Data {
  return new Map(Object.entries(secret?.data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')]))
}

/** The keys asked for, or all of them. @throws Error when a key that must be there is not */
function selected(
  data: Data,
  { items, defaultMode = usualMode, optional = false }: NamedSource,
  complaint: string,
): VolumeFiles {
  const files = new Map<string, VolumeFile>()
  if (!items || items.length === 0) {
    for (const [key, content] of data) files.set(key, { content, mode: defaultMode })
    return files
  }
  for (const { key, path, mode } of items) {
    const content = data.get(key)
    if (content) files.set(path, { content, mode: mode ?? defaultMode })
    else if (!optional) throw new Error(`${complaint}: ${key}`)
  }
  return files
}

function downwardFiles(
  items: readonly DownwardAPIVolumeFile[] = [],
  defaultMode: number = usualMode,
  { pod, facts }: ContentContext,
): VolumeFiles {
  const files = new Map<string, VolumeFile>()
  for (const { path, fieldRef, resourceFieldRef, mode } of items) {
    const text = fieldRef
      ? fieldValue(pod, fieldRef.fieldPath, facts)
      : resourceFieldRef
        ? resourceValue(pod, { name: '' }, resourceFieldRef, facts)
        : ''
    files.set(path, { content: Buffer.from(text), mode: mode ?? defaultMode })
  }
  return files
}

/** A projected volume's sources in order, later ones winning. @throws Error that tells of every source that failed */
async function projectedFiles(
  sources: readonly VolumeProjection[] = [],
  defaultMode: number = usualMode,
  context: ContentContext,
): Promise<VolumeFiles> {
  const files = new Map<string, VolumeFile>()
  const problems: string[] = []
  for (const source of sources) {
    try {
      for (const [path, file] of await projectionFiles(source, defaultMode, context)) files.set(path, file)
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (problems.length === 0) return files
  throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`)
}

async function projectionFiles(
  projection: VolumeProjection,
  defaultMode: number,
  context: ContentContext,
): Promise<VolumeFiles> {
  const { configMap, secret, downwardAPI, serviceAccountToken } = projection
  if (configMap) return await configMapFiles({ ...configMap, defaultMode }, context)
  if (secret) return await secretFiles({ ...secret, defaultMode }, context)
  if (downwardAPI) return downwardFiles(downwardAPI.items, defaultMode, context)
  if (serviceAccountToken) return await tokenFile(serviceAccountToken, defaultMode, context)
  const [kind = 'none'] = Object.keys(projection)
  throw new Error(`projected volume has a source that this node cannot set up: ${kind}`)
}

/** Readable by whom the pod runs as: its one user, its fsGroup, or else everyone in its containers. */
async function tokenFile(
  { path, audience, expirationSeconds = 3600 }: NonNullable<VolumeProjection['serviceAccountToken']>,
  defaultMode: number,
  { pod, tokens }: ContentContext,
): Promise<VolumeFiles> {
  const token = await tokens.tokenFor(pod, { audience, expirationSeconds })
  const uid = fsUserOf(pod)
  const isOwned = uid !== undefined || pod.spec.securityContext?.fsGroup !== undefined
  const mode = isOwned ? 0o600 : defaultMode
  return new Map([[path, { content: Buffer.from(token), mode, ...(uid === undefined ? {} : { uid }) }]])
}
