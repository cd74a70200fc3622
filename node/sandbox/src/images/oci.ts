/** What the OCI image specification and Docker's second schema have in common. */

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: { readonly architecture: string; readonly os: string; readonly variant?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

export interface Manifest {
  readonly mediaType?: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

export interface ManifestIndex {
  readonly manifests: readonly Descriptor[]
}

export interface ImageConfig {
  readonly architecture?: string
  readonly os?: string
  readonly config?: {
    readonly User?: string
    readonly Env?: readonly string[]
    readonly Entrypoint?: readonly string[] | null
    readonly Cmd?: readonly string[] | null
    readonly WorkingDir?: string
    readonly StopSignal?: string
  }
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] }
}

export const manifestTypes: readonly string[] = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]

export const indexTypes: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]

/** The architecture's name in images, from Node's. */
export function imageArchitecture(architecture: string): string {
  return architecture === 'x64' ? 'amd64' : architecture
}

/** The manifest of an index for Linux on `architecture`. */
export function pickManifest(index: ManifestIndex, architecture: string): Descriptor | undefined {
  const runnable = index.manifests.filter(({ mediaType }) => !mediaType || manifestTypes.includes(mediaType))
  const exact = runnable.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === imageArchitecture(architecture),
  )
  return exact ?? runnable.find(({ platform }) => platform === undefined)
}
