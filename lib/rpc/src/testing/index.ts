export type { ContainerChanges, TestPod } from './pod-fixtures.ts'
export {
  containerConfig,
  eventually,
  exited,
  logLines,
  logText,
  runContainer,
  runPod,
  sandboxConfig,
} from './pod-fixtures.ts'
export type { RuntimeUnderTest } from './runtime-suite.ts'
export { runtimeSuite } from './runtime-suite.ts'
