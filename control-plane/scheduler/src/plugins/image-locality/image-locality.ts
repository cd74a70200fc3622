import type { Pod } from '@knarr/api/core/v1'
import type { StateKey } from '../../framework/cycle-state.ts'
import { maxNodeScore } from '../../framework/normalize.ts'
import type { Plugin, Snapshot } from '../../framework/plugin.ts'
import { skip } from '../../framework/status.ts'

const mebibyte = 1024 * 1024
const minThreshold = 23 * mebibyte
const maxContainerThreshold = 1000 * mebibyte

interface WantedImages {
  readonly containers: number
  /** What each image is worth on a node that has it: its size, less if few nodes have it. */
  readonly images: readonly { readonly nodes: ReadonlySet<string>; readonly worth: number }[]
}

const wantedImages: StateKey<WantedImages> = { name: 'ImageLocality' }

/** Prefers nodes that have the pod's larger images, unless only few nodes do. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',

  preScore({ pod }, _nodes, { state, snapshot }) {
    const wanted = wantedOf(pod, snapshot)
    // Every node would get the same.
    if (wanted.images.length === 0) return skip
    state.write(wantedImages, wanted)
    return undefined
  },

  score(_info, { name }, { state }) {
    const { images, containers } = state.read(wantedImages) as WantedImages
    let sum = 0
    for (const { nodes, worth } of images) if (nodes.has(name)) sum += worth
    const maxThreshold = maxContainerThreshold * containers
    const bounded = Math.min(Math.max(sum, minThreshold), maxThreshold)
    return Math.floor((maxNodeScore * (bounded - minThreshold)) / (maxThreshold - minThreshold))
  },
}

function wantedOf({ spec }: Pod, { images, nodes }: Snapshot): WantedImages {
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
  const names = [
    ...containers.map(({ image = '' }) => image),
    ...(spec.volumes ?? []).flatMap(({ image }) => image?.reference ?? []),
  ]
  const known = names.flatMap((name) => images.get(normalizedImage(name)) ?? [])
  return {
    containers: names.length,
    images: known.map((state) => ({
      nodes: state.nodes,
      worth: Math.trunc(state.sizeBytes * (state.nodes.size / nodes.length)),
    })),
  }
}

/** Nodes report images with a tag; a name without one means `latest`. */
function normalizedImage(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
}
