export type { ContainerScript } from './container-script.ts'
export { execResult, runFor } from './container-script.ts'
export type { FakeRuntimeOptions } from './fake-runtime.ts'
export { FakeRuntime } from './fake-runtime.ts'
