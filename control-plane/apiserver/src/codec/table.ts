import type { KubeObject, ListMeta } from '@knarr/machinery'
import type { ServedResource } from '../registry/served-resource.ts'
import type { TableConvertor } from '../registry/strategy.ts'
import { toServedVersion } from './convert-object.ts'
import type { Representation } from './representation.ts'

/** `meta.k8s.io` Table: what `kubectl get` prints. */
export interface Table {
  kind: 'Table'
  apiVersion: string
  metadata: ListMeta
  columnDefinitions: object[] | null
  rows: { cells: unknown[]; object: unknown }[]
}

/** What kinds without columns of their own show. */
const defaultTable: TableConvertor = {
  columns: [
    { name: 'Name', type: 'string', format: 'name', description: 'Name must be unique within a namespace.' },
    { name: 'Created At', type: 'date', description: 'When the object was created.' },
  ],
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp ?? ''],
}

export interface TableOptions {
  readonly representation: Representation
  readonly nowMs: number
  readonly metadata: ListMeta
  /** Only a watch's first table names its columns. */
  readonly hasColumns?: boolean
}

/** Objects (in the storage version) as rows; columns of a custom kind are of its version. */
export function tableOf(
  resource: ServedResource,
  objects: readonly KubeObject[],
  options: TableOptions,
): Table {
  const convertor = resource.strategy.table ?? defaultTable
  const { representation, nowMs, metadata, hasColumns = true } = options
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${representation.asVersion}`,
    metadata,
    columnDefinitions: hasColumns ? convertor.columns.map(columnOf) : null,
    rows: objects.map((object) => ({
      cells: convertor.cells(resource.custom?.toServed(object) ?? object, nowMs),
      object: rowObject(resource, object, representation),
    })),
  }
}

function columnOf({
  name,
  type,
  format = '',
  description,
  priority = 0,
}: TableConvertor['columns'][number]): object {
  return { name, type, format, description, priority }
}

function rowObject(resource: ServedResource, object: KubeObject, representation: Representation): unknown {
  if (representation.includeObject === 'None') return null
  if (representation.includeObject === 'Object') return toServedVersion(resource, object)
  return partialObjectMetadata(object, representation.asVersion)
}

/** An object without anything but its metadata. */
export function partialObjectMetadata({ metadata }: KubeObject, version: string): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata }
}
