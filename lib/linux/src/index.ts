export type { NodeNamespaces } from './node-namespaces.ts'
