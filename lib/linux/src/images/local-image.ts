/** A file of an image that is put together on this machine. */
export interface ImageFile {
  /** Absolute, in the image. Parent directories are implied. */
  readonly path: string
  readonly mode?: number
  /** One of these: a file of this machine, bytes, or the target of a symbolic link. None is a directory. */
  readonly source?: string
  readonly content?: string | Uint8Array
  readonly link?: string
}

/** An image made of local files, without a registry or a build. */
export interface LocalImage {
  /** In full: `docker.io/knarr/hello:latest`. */
  readonly reference: string
  /** As `process.arch` names it. */
  readonly architecture: string
  readonly files: readonly ImageFile[]
  readonly config: {
    readonly User?: string
    readonly Env?: readonly string[]
    readonly Entrypoint?: readonly string[]
    readonly Cmd?: readonly string[]
    readonly WorkingDir?: string
    readonly StopSignal?: string
  }
}

/** The configuration of an image with one layer. */
export function imageConfig({ architecture, config }: LocalImage, diffId: string): Buffer {
  const created = '1970-01-01T00:00:00Z'
  const platform = { architecture: architecture === 'x64' ? 'amd64' : architecture, os: 'linux' }
  const rootfs = { type: 'layers', diff_ids: [diffId] }
  return Buffer.from(JSON.stringify({ created, ...platform, config, rootfs }))
}
