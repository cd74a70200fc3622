export type { IpvsBackendOptions } from './ipvs/ipvs-backend.ts'
export { IpvsBackend } from './ipvs/ipvs-backend.ts'
export type { ProxyOptions, ServiceProxy } from './proxier/run-proxy.ts'
export { runProxy } from './proxier/run-proxy.ts'
