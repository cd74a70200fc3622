export type { Resource } from './resource.ts'
export { apiVersionOf, pathOf, qualifiedResource } from './resource.ts'
