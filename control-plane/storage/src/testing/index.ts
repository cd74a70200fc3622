export type { BackendFixture } from './backend-suite.ts'
export { backendSuite } from './backend-suite.ts'
export type { StoreFixture } from './store-suite.ts'
export { storeSuite } from './store-suite.ts'
