import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
} from '@knarr/api/apiextensions/v1'
import type { KubeObject } from '@knarr/machinery'
import type { TableColumn, TableConvertor } from '../registry/strategy.ts'
import { ageColumn, ageOf, since, tableOf } from '../registry/table/table-of.ts'
import { jsonPath } from './json-path.ts'

type Cell = string | number | boolean | null

/** What `kubectl get` shows of a custom resource: the columns its definition asks for, or its age. */
export function customTable({ additionalPrinterColumns }: CustomResourceDefinitionVersion): TableConvertor {
  if (!additionalPrinterColumns?.length)
    return tableOf([ageColumn], (object, nowMs) => [ageOf(object, nowMs)])
  const cells = additionalPrinterColumns.map(cellOf)
  return tableOf(additionalPrinterColumns.map(tableColumn), (object, nowMs) =>
    cells.map((cell) => cell(object, nowMs)),
  )
}

function tableColumn({
  name,
  type,
  format,
  description,
  priority,
}: CustomResourceColumnDefinition): TableColumn {
  return {
    name,
    type: type as TableColumn['type'],
    description: description ?? `Custom resource definition column (in JSONPath format): ${name}`,
    ...(format ? { format } : {}),
    ...(priority ? { priority } : {}),
  }
}

const typeOfColumn: Readonly<Record<string, string>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

function cellOfValues(found: readonly unknown[], type: string, nowMs: number): Cell {
  const [first] = found
  if (type === 'date') return typeof first === 'string' ? since(first, nowMs) : '<invalid>'
  const expected = typeOfColumn[type]
  if (expected) return typeof first === expected ? (first as Cell) : null
  return found.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')
}

/** A path that cannot be read leaves its column empty, as upstream does. */
function cellOf({
  type,
  jsonPath: path,
}: CustomResourceColumnDefinition): (object: KubeObject, nowMs: number) => Cell {
  const find = readPath(path)
  return (object, nowMs) => {
    const found = find(object)
    return found.length === 0 ? null : cellOfValues(found, type, nowMs)
  }
}

function readPath(path: string): (value: unknown) => unknown[] {
  try {
    return jsonPath(path)
  } catch {
    return () => []
  }
}
