import type { Operation } from './operation.ts'

export interface MediaTypes {
  readonly consumes: readonly string[]
  readonly produces: readonly string[]
}

const protobuf = 'application/vnd.kubernetes.protobuf'
const objects = ['application/json', 'application/yaml', protobuf]
const streams = [...objects, 'application/json;stream=watch', `${protobuf};stream=watch`]
const patches = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]
/** What connecting, and reading a log, speaks is up to the other end. */
const anything = ['*/*']

/** What an operation takes and answers. */
export function mediaTypesOf({ action, answer }: Operation): MediaTypes {
  if (action === 'connect') return { consumes: anything, produces: anything }
  if (answer === 'text') return { consumes: anything, produces: ['text/plain', ...objects] }
  return {
    consumes: action === 'patch' ? patches : anything,
    produces: action === 'list' ? streams : objects,
  }
}
