import { type CSINode, type CSINodeDriver, csiNodes } from '@knarr/api/storage/v1'
import {
  deepEqual,
  duplicate,
  type FieldError,
  invalid,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { validateCsiDriverName } from '../../core/pod/volume-validation.ts'
import { each, invalidFor, nonNegative } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const csiNodeStrategy: Strategy<CSINode> = strategyOf<CSINode>({
  resource: csiNodes,
  bumpsGeneration: null,
  allowUnconditionalUpdate: false,
  defaults: (node) => {
    node.spec ??= { drivers: [] }
    node.spec.drivers ??= []
  },
  validate: validateCsiNode,
  validateUpdate,
  table: tableOf(
    [column('Drivers', 'How many drivers run on the node.', 'integer'), ageColumn],
    (node, nowMs) => [node.spec.drivers.length, ageOf(node, nowMs)],
  ),
})

function validateCsiNode({ spec }: CSINode): FieldError[] {
  const names = new Set<string>()
  return each('spec.drivers', spec.drivers, (driver, at) => {
    const errors = validateCsiDriverName(driver.name, `${at}.name`)
    if (names.has(driver.name)) errors.push(duplicate(`${at}.name`, driver.name))
    names.add(driver.name)
    if (!driver.nodeID) errors.push(required(`${at}.nodeID`))
    if (driver.nodeID?.length > 256)
      errors.push(invalid(`${at}.nodeID`, driver.nodeID, 'must be 256 characters or less'))
    return [
      ...errors,
      ...nonNegative(`${at}.allocatable.count`, driver.allocatable?.count),
      ...each(`${at}.topologyKeys`, driver.topologyKeys, (key) =>
        invalidFor(at, key, qualifiedNameErrors(key)),
      ),
    ]
  })
}

/** A driver that is there may only change how much it takes. */
function validateUpdate(node: CSINode, old: CSINode): FieldError[] {
  const before = new Map(old.spec.drivers.map((driver) => [driver.name, driver]))
  const fixed = ({ allocatable: _, ...rest }: CSINodeDriver): unknown => rest
  return [
    ...validateCsiNode(node),
    ...each('spec.drivers', node.spec.drivers, (driver, at) => {
      const previous = before.get(driver.name)
      return !previous || deepEqual(fixed(previous), fixed(driver))
        ? []
        : [invalid(at, driver, 'field is immutable')]
    }),
  ]
}
