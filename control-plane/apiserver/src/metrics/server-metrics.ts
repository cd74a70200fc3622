import type { FeatureGates, MetricsRegistry, Sample } from '@knarr/component'
import { prefixEnd, type Store } from '@knarr/storage'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { VersionInfo } from '../routes/version-route.ts'

interface Counted {
  readonly group: string
  readonly plural: string
  readonly count: number
}

/** What is read from elsewhere when somebody asks for metrics. */
export class ServerMetrics {
  readonly #store: Store
  readonly #catalog: ResourceCatalog
  #objects: readonly Counted[] = []

  constructor(registry: MetricsRegistry, parts: { store: Store; catalog: ResourceCatalog }) {
    this.#store = parts.store
    this.#catalog = parts.catalog
    registry.observe(
      {
        name: 'apiserver_storage_objects',
        help: 'Objects kept, by resource.',
        labels: ['resource'],
      },
      () => this.#objects.map(({ group, plural, count }) => sample(count, qualified(group, plural))),
    )
    registry.observe(
      {
        name: 'apiserver_resource_objects',
        help: 'Objects kept, by group and resource.',
        labels: ['group', 'resource'],
      },
      () => this.#objects.map(({ group, plural, count }) => sample(count, group, plural)),
    )
  }

  /** Counts anew what there is; the samples read after it are of now. */
  async refresh(): Promise<void> {
    const storages = new Map<string, { group: string; plural: string }>()
    for (const { strategy } of this.#catalog.entries()) {
      if (strategy) storages.set(resourcePrefix(strategy.resource), strategy.resource)
    }
    this.#objects = await Promise.all(
      [...storages].map(async ([prefix, { group, plural }]) => {
        const { items, remaining } = await this.#store.range(prefix, prefixEnd(prefix), { limit: 1 })
        return { group, plural, count: items.length + remaining }
      }),
    )
  }
}

function sample(value: number, ...labels: string[]): Sample {
  return { value, labels }
}

function qualified(group: string, plural: string): string {
  return group ? `${plural}.${group}` : plural
}

export function observeBuild(registry: MetricsRegistry, version: VersionInfo): void {
  const labels = {
    ...{ major: version.major, minor: version.minor, git_version: version.gitVersion },
    ...{ git_commit: version.gitCommit, git_tree_state: version.gitTreeState },
    ...{ build_date: version.buildDate, go_version: version.goVersion },
    ...{ compiler: version.compiler, platform: version.platform },
  }
  registry.observe(
    {
      name: 'kubernetes_build_info',
      help: 'The version this server answers as; always 1.',
      labels: Object.keys(labels),
    },
    () => [sample(1, ...Object.values(labels))],
  )
}

export function observeFeatures(registry: MetricsRegistry, features: FeatureGates): void {
  registry.observe(
    {
      name: 'kubernetes_feature_enabled',
      help: 'Whether a feature is on.',
      labels: ['name', 'stage'],
    },
    () =>
      features
        .list()
        .map(({ name, stage, isEnabled }) => sample(isEnabled ? 1 : 0, name, stage === 'GA' ? '' : stage)),
  )
}
