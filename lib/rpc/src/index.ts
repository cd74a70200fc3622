export type * from './cri/runtime.ts'
export { RuntimeError } from './cri/runtime.ts'
export type {
  ContainerTarget,
  ExitStatus,
  KubeletApi,
  KubeletDialer,
  LogOptions,
  StreamOptions,
  StreamSession,
} from './kubelet/kubelet-api.ts'
