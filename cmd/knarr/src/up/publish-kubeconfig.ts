import type { Cluster } from '@knarr/cluster'
import { mergeKubeconfig, writeKubeconfig } from '../kubeconfig/write-kubeconfig.ts'
import type { UpOptions } from './up-options.ts'

/** Writes the administrator's kubeconfig where it belongs; resolves with the file's path. */
export async function publishKubeconfig(
  cluster: Cluster,
  server: string,
  { kubeconfig }: UpOptions,
): Promise<string> {
  const { authority, admin } = await cluster.certificates()
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const entry = {
    server,
    certificateAuthorityData: base64(authority.cert),
    clientCertificateData: base64(admin.cert),
    clientKeyData: base64(admin.key),
  }
  if (kubeconfig === undefined) return mergeKubeconfig(entry)
  writeKubeconfig(kubeconfig, entry)
  return kubeconfig
}
