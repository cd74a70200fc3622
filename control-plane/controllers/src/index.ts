export type { ControllersOptions } from './controllers.ts'
export { newControllers } from './controllers.ts'
