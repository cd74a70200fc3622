import { version as knarrVersion, kubernetesVersion } from '@knarr/cluster'

/** Prints what this is and what API it serves. */
export async function version(): Promise<number> {
  console.log(`Knarr ${knarrVersion} (Kubernetes ${kubernetesVersion})`)
  return 0
}
