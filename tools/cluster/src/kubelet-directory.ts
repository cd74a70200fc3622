import { serviceUnavailable } from '@knarr/machinery'
import type { KubeletApi, KubeletDialer } from '@knarr/rpc'

/** The kubelets of this process by node name: how its API server reaches them. */
export class KubeletDirectory implements KubeletDialer {
  readonly #kubelets = new Map<string, KubeletApi>()

  add(nodeName: string, kubelet: KubeletApi): void {
    this.#kubelets.set(nodeName, kubelet)
  }

  remove(nodeName: string): void {
    this.#kubelets.delete(nodeName)
  }

  async dial(nodeName: string): Promise<KubeletApi> {
    const kubelet = this.#kubelets.get(nodeName)
    if (!kubelet) throw serviceUnavailable(`the kubelet of node "${nodeName}" cannot be reached`)
    return kubelet
  }
}
