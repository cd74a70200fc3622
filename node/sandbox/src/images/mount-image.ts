import { RuntimeError } from '@knarr/rpc'
import type { RuntimeScene } from '../runtime-scene.ts'

/** From the layers' directory, for their names have to fit in one page of mount options. */
const mountLayers = 'cd "$1" && exec mount -t overlay -o "ro,lowerdir=$2" overlay "$3"'

/** Shows an image's files at a directory of the node, read-only. @throws RuntimeError NotFound */
export async function mountImage(
  { images, node, run }: Pick<RuntimeScene, 'images' | 'node' | 'run'>,
  name: string,
  directory: string,
): Promise<void> {
  const image = images.find(name)
  if (!image) throw new RuntimeError('NotFound', `image "${name}" not found`)
  const { layersDirectory } = images
  const [only = '', ...more] = image.layers.toReversed()
  // An overlay needs two layers.
  const command =
    more.length === 0
      ? ['mount', '--bind', '-o', 'ro', `${layersDirectory}/${only}`, directory]
      : ['sh', '-c', mountLayers, 'sh', layersDirectory, [only, ...more].join(':'), directory]
  await run(node.enter(command))
}
