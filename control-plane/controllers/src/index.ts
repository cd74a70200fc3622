export type { ControllersOptions } from './controllers.ts'
export { newControllers } from './controllers.ts'
export type { GarbageCollector, GarbageCollectorOptions } from './garbage-collector/garbage-collector.ts'
export { runGarbageCollector } from './garbage-collector/garbage-collector.ts'
