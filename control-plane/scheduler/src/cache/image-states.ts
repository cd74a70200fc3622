import type { Node } from '@knarr/api/core/v1'

export interface ImageState {
  sizeBytes: number
  readonly nodes: Set<string>
}

/** Which nodes have which images. */
export class ImageStates {
  readonly #images = new Map<string, ImageState>()
  readonly #byNode = new Map<string, Node['status']>()

  get(image: string): ImageState | undefined {
    return this.#images.get(image)
  }

  setNode({ metadata, status }: Node): void {
    const { name } = metadata
    this.removeNode(name)
    this.#byNode.set(name, status)
    for (const { names = [], sizeBytes = 0 } of status?.images ?? []) {
      for (const image of names) {
        const state = this.#images.get(image)
        if (state) {
          state.nodes.add(name)
          state.sizeBytes = sizeBytes
        } else this.#images.set(image, { sizeBytes, nodes: new Set([name]) })
      }
    }
  }

  removeNode(name: string): void {
    for (const { names = [] } of this.#byNode.get(name)?.images ?? []) {
      for (const image of names) {
        const state = this.#images.get(image)
        state?.nodes.delete(name)
        if (state?.nodes.size === 0) this.#images.delete(image)
      }
    }
    this.#byNode.delete(name)
  }
}
