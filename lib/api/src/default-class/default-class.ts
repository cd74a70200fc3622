import type { KubeObject } from '@knarr/machinery'

/** The class an annotation makes the default one: the newest of several, the first by name of those as new. */
export function defaultClass<T extends KubeObject>(
  classes: readonly T[],
  annotations: readonly string[],
): T | undefined {
  const created = ({ metadata }: T): string => metadata.creationTimestamp ?? ''
  return classes
    .filter(({ metadata }) => annotations.some((name) => metadata.annotations?.[name] === 'true'))
    .sort((one, other) => {
      if (created(one) !== created(other)) return created(one) > created(other) ? -1 : 1
      return one.metadata.name < other.metadata.name ? -1 : 1
    })[0]
}

/** What makes a StorageClass the default one. */
export const defaultStorageClassAnnotations: readonly string[] = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]
