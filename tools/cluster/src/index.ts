export type {
  AdmissionContext,
  AdmissionFunction,
  FunctionRequest,
  SubresourceFunction,
  SubresourceRequest,
} from '@knarr/apiserver'
export { admissionFunction, subresourceFunction } from '@knarr/apiserver'
export { openImageStore } from '@knarr/sandbox'
export type { ClusterOptions, ListenOptions } from './cluster.ts'
export { Cluster } from './cluster.ts'
export { KubeletDirectory } from './kubelet-directory.ts'
export type { LocalNodeOptions } from './local-node.ts'
export { LocalNode, removeLocalNodes } from './local-node.ts'
export type { StoreChoice } from './open-store.ts'
export { openStoreOf } from './open-store.ts'
export type { RuntimeChoice, RuntimeKind } from './runtime-choice.ts'
export { chooseRuntime } from './runtime-choice.ts'
export { kubernetesVersion, version } from './version.ts'
