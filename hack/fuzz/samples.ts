import { type GroupVersionKind, gvkOf, hasProtobuf, schemaOfType, typeNames } from '@knarr/api'
import { type KubeObject, seededRandom } from '@knarr/machinery'
import { sampleObject } from '../../lib/api/src/testing/sample-object.ts'

export interface Sample {
  readonly object: KubeObject
  readonly gvk: GroupVersionKind
}

const largestBytes = 3000

/** Small objects of every kind that has any. */
export function samples(): readonly Sample[] {
  const kinds = [...typeNames()].flatMap((name) => schemaOfType(name)?.gvks ?? []).filter(hasProtobuf)
  return kinds.flatMap((gvk, index) => {
    const random = seededRandom(index)
    return Array.from({ length: 8 }, () => sampleObject(gvk, random))
      .filter((object) => JSON.stringify(object).length < largestBytes)
      .slice(0, 3)
      .map((object) => ({ object, gvk: gvkOf(object) }))
  })
}

/** Keys that mean something to one reader or another. */
export const telling: readonly string[] = [
  ...[
    '$patch',
    '$retainKeys',
    '$setElementOrder/containers',
    '$deleteFromPrimitiveList/finalizers',
    '__proto__',
  ],
  ...[
    'constructor',
    '',
    'metadata',
    'name',
    'spec',
    'status',
    'labels',
    'containers',
    'managedFields',
    'kind',
  ],
]
