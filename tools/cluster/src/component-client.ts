import type { UserInfo } from '@knarr/apiserver'
import { type Client, createClient, type Transport, withUserAgent } from '@knarr/client'
import { kubernetesVersion } from './version.ts'

/** Whose API it is: the server itself, or the cluster around it. */
interface Api {
  transport(user: UserInfo): Transport
}

/** The API as one component of the cluster: who it is, and which program (`kubelet`) it writes as. */
export function componentClient(api: Api, user: UserInfo, program: string): Client {
  return createClient(withUserAgent(api.transport(user), userAgentOf(program)))
}

/** `kube-controller-manager/job-controller` becomes `kube-controller-manager/v1.36.0/job-controller`, as upstream's do. */
function userAgentOf(program: string): string {
  const [binary = '', ...parts] = program.split('/')
  return [binary, kubernetesVersion, ...parts].join('/')
}
