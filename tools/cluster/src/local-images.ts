import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { helloImage, type LocalImage, pauseImage, runCommand, writeImageArchive } from '@knarr/linux'

export const helloReference = 'knarr/hello:latest'
export const pauseReference = 'registry.k8s.io/pause:3.10'

export interface LocalImagesOptions {
  /** Node's name for the processor: `x64`, `arm64`. */
  readonly architecture: string
  /** The Node binary that examples run on. */
  readonly nodePath: string
}

/** Images put together from what this machine has, by the name pods ask for. */
export function localImages(options: LocalImagesOptions): ReadonlyMap<string, () => Promise<LocalImage>> {
  const { architecture, nodePath } = options
  const hello = (): Promise<LocalImage> =>
    helloImage({ reference: `docker.io/${helloReference}`, architecture, nodePath, run: runCommand })
  return new Map([[helloReference, hello]])
}

/** The same images as archives in `directory`, for a runtime that imports them. */
export function localArchives(
  images: ReadonlyMap<string, () => Promise<LocalImage>>,
  directory: string,
): ReadonlyMap<string, () => Promise<string>> {
  return new Map(
    [...images].map(([name, make]) => [name, async () => await archiveOf(await make(), directory)]),
  )
}

export async function pauseArchive(architecture: string, directory: string): Promise<string> {
  return await archiveOf(pauseImage(pauseReference, architecture), directory)
}

/** Nodes that start at once make the same archive: none may read what another is still writing. */
async function archiveOf(image: LocalImage, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const name = `${image.reference.replaceAll(/[/:]/g, '_')}.tar`
  const workplace = await mkdtemp(join(directory, '.making-'))
  try {
    await writeImageArchive(image, join(workplace, name))
    await rename(join(workplace, name), join(directory, name))
  } finally {
    await rm(workplace, { recursive: true, force: true })
  }
  return join(directory, name)
}
