export type { ClusterOptions, ListenOptions } from './cluster.ts'
export { Cluster } from './cluster.ts'
export { KubeletDirectory } from './kubelet-directory.ts'
export { kubernetesVersion, version } from './version.ts'
