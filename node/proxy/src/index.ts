export type { Proxy, ProxyOptions } from './proxier/run-proxy.ts'
export { runProxy } from './proxier/run-proxy.ts'
