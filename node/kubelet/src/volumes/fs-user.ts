import type { Pod } from '@knarr/api/core/v1'

/** The user whom all containers of the pod run as, where they say so and agree. */
export function fsUserOf({ spec }: Pod): number | undefined {
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
  const [first, ...rest] = containers.map(
    ({ securityContext }) => securityContext?.runAsUser ?? spec.securityContext?.runAsUser,
  )
  return rest.every((user) => user === first) ? first : undefined
}
