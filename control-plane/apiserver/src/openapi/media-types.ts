import { schemaOf } from '@knarr/api'
import type { Operation } from './operation.ts'

export interface MediaTypes {
  readonly consumes: readonly string[]
  readonly produces: readonly string[]
}

const protobuf = 'application/vnd.kubernetes.protobuf'
const texts = ['application/json', 'application/yaml']
const objects = [...texts, protobuf]
const streams = [...objects, 'application/json;stream=watch', `${protobuf};stream=watch`]
const strategicMerge = 'application/strategic-merge-patch+json'
const patches = [
  'application/json-patch+json',
  'application/merge-patch+json',
  strategicMerge,
  'application/apply-patch+yaml',
]
const customPatches = patches.filter((type) => type !== strategicMerge)
/** What connecting, and reading a log, speaks is up to the other end. */
const anything = ['*/*']

/** What an operation takes and answers. */
export function mediaTypesOf({ action, answer, gvk }: Operation): MediaTypes {
  if (action === 'connect') return { consumes: anything, produces: anything }
  if (answer === 'text') return { consumes: anything, produces: ['text/plain', ...objects] }
  if (!schemaOf(gvk)) return customTypesOf(action)
  return {
    consumes: action === 'patch' ? patches : anything,
    produces: action === 'list' ? streams : objects,
  }
}

/** Of custom kinds nobody knows how to merge their lists, nor a protobuf form: kubectl goes by that. */
function customTypesOf(action: Operation['action']): MediaTypes {
  return {
    consumes: action === 'patch' ? customPatches : anything,
    produces: action === 'list' ? [...texts, 'application/json;stream=watch'] : texts,
  }
}
