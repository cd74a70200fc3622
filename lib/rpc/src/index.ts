export type { CriRuntimeOptions } from './cri/cri-runtime.ts'
export { CriRuntime } from './cri/cri-runtime.ts'
export type * from './cri/runtime.ts'
export { RuntimeError } from './cri/runtime.ts'
export type { CallOptions, GrpcAddress, GrpcStream } from './grpc/grpc-client.ts'
export { GrpcClient, GrpcError, grpcCode } from './grpc/grpc-client.ts'
export { grpcCodeName, grpcCodeNames } from './grpc/grpc-code-name.ts'
export type {
  ContainerTarget,
  ExitStatus,
  KubeletApi,
  KubeletDialer,
  LogOptions,
  StreamOptions,
  StreamSession,
} from './kubelet/kubelet-api.ts'
export { logOptionsOf } from './kubelet/log-options.ts'
export type { MessageTable } from './protobuf/message-codec.ts'
export { MessageCodec } from './protobuf/message-codec.ts'
export type { SpdyHeaders } from './spdy/header-block.ts'
export type { SpdyConnectionOptions } from './spdy/spdy-connection.ts'
export { SpdyConnection } from './spdy/spdy-connection.ts'
export { SpdyStream } from './spdy/spdy-stream.ts'
export { servePortForward } from './streaming/port-forward.ts'
export { serveRemoteCommand } from './streaming/remote-command.ts'
export type { Upgrade } from './streaming/upgrade.ts'
export { acceptWebSocket, isWebSocket, refuseUpgrade } from './streaming/upgrade.ts'
