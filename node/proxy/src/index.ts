export type { ProxyOptions, ServiceProxy } from './proxier/run-proxy.ts'
export { runProxy } from './proxier/run-proxy.ts'
