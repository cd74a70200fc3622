export type { Plugin, Profile, WeightedPlugin } from './framework/plugin.ts'
export { defaultProfile } from './plugins/order.ts'
export type { Scheduler, SchedulerOptions } from './scheduler.ts'
export { runScheduler } from './scheduler.ts'
