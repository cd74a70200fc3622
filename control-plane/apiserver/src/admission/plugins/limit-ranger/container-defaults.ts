import type { Container, LimitRange, Pod } from '@knarr/api/core/v1'

const annotation = 'kubernetes.io/limit-ranger'

type ResourceList = Readonly<Record<string, string>>

/** Fills in limits and requests that containers leave open, and notes on the pod which. */
export function setContainerDefaults(pod: Pod, { spec }: LimitRange): void {
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'Container')
  const limits = Object.assign({}, ...items.map((item) => item.default))
  const requests = Object.assign({}, ...items.map((item) => item.defaultRequest))
  const notes = [
    ...(pod.spec.containers ?? []).flatMap((each) => setDefaults(each, 'container', { limits, requests })),
    ...(pod.spec.initContainers ?? []).flatMap((each) =>
      setDefaults(each, 'init container', { limits, requests }),
    ),
  ]
  if (notes.length === 0) return
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [annotation]: `LimitRanger plugin set: ${notes.join('; ')}`,
  }
}

function setDefaults(
  container: Container,
  what: string,
  defaults: { limits: ResourceList; requests: ResourceList },
): string[] {
  container.resources ??= {}
  const { resources } = container
  return (['requests', 'limits'] as const).flatMap((kind) => {
    const missing = Object.keys(defaults[kind]).filter((name) => resources[kind]?.[name] === undefined)
    if (missing.length === 0) return []
    const added = missing.map((name) => [name, defaults[kind][name]])
    resources[kind] = { ...resources[kind], ...Object.fromEntries(added) }
    return [`${missing.sort().join(', ')} ${kind.slice(0, -1)} for ${what} ${container.name}`]
  })
}
