export type { ImageStore } from './images/image-store.ts'
export type { RegistryCredentials, RegistryOptions } from './images/registry-client.ts'
export type { SandboxRuntime, SandboxRuntimeOptions } from './sandbox-runtime.ts'
export { createSandboxRuntime, openImageStore } from './sandbox-runtime.ts'
