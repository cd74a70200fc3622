import { humanDuration, type KubeObject } from '@knarr/machinery'
import type { TableColumn, TableConvertor } from '../strategy.ts'

type Cell = string | number | boolean | null

export const nameColumn: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name of the object.',
}

export const ageColumn: TableColumn = {
  name: 'Age',
  type: 'string',
  description: 'How long ago the object was created.',
}

export function column(name: string, description: string, type: TableColumn['type'] = 'string'): TableColumn {
  return { name, type, description }
}

/** A column that shows with `-o wide` only. */
export function wideColumn(
  name: string,
  description: string,
  type: TableColumn['type'] = 'string',
): TableColumn {
  return { name, type, description, priority: 1 }
}

/** A table whose rows begin with the object's name. */
export function tableOf<T extends KubeObject>(
  columns: readonly TableColumn[],
  cells: (object: T, nowMs: number) => Cell[],
): TableConvertor<T> {
  return {
    columns: [nameColumn, ...columns],
    cells: (object, nowMs) => [object.metadata.name, ...cells(object, nowMs)],
  }
}

/** `5m12s`, or `<unknown>` where there is no time: upstream's `translateTimestampSince`. */
export function since(time: string | undefined | null, nowMs: number): string {
  return time ? humanDuration(nowMs - Date.parse(time)) : '<unknown>'
}

export function ageOf(object: KubeObject, nowMs: number): string {
  return since(object.metadata.creationTimestamp, nowMs)
}

/** What upstream shows for kinds without columns of their own. */
export const nameAndCreatedAt: TableConvertor = tableOf(
  [column('Created At', 'When the object was created.', 'date')],
  (object) => [object.metadata.creationTimestamp ?? '<unknown>'],
)
