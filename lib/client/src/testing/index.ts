export type { FakeTransportOptions } from './fake-transport.ts'
export { FakeTransport } from './fake-transport.ts'
export { settle } from './settle.ts'
