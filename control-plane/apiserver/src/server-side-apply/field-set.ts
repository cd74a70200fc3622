/**
 * A set of field paths in the form of `FieldsV1`: a node's keys are path elements (`f:name`, `k:{…}`, `v:…`), a
 * node without keys is a member, and `.` makes a member of one that has children too. At the root, no keys
 * mean the empty set. Never changed once made.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet
}

const self = '.'
const leaf: FieldSet = Object.freeze({})
export const emptySet: FieldSet = leaf

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false
  return true
}

/** Whether the node's own path belongs to the set. */
export function isMember(node: FieldSet): boolean {
  return self in node || isEmptySet(node)
}

const known = new WeakSet<FieldSet>()

/** The same set with its elements in upstream's order, which clients compare by bytes; itself where they are. */
export function inOrder(set: FieldSet): FieldSet {
  if (isEmptySet(set) || known.has(set)) return set
  const elements = Object.keys(set)
  const isSorted = elements.every(
    (element, index) => index === 0 || (elements[index - 1] as string) < element,
  )
  const sorted = isSorted ? elements : elements.sort()
  const result: Record<string, FieldSet> = {}
  let isSame = isSorted
  for (const element of sorted) {
    const node = set[element] as FieldSet
    const ordered = inOrder(node)
    if (ordered !== node) isSame = false
    result[element] = ordered
  }
  const ordered = isSame ? set : result
  known.add(ordered)
  return ordered
}

/** Everything in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b
  if (isEmptySet(b)) return a
  const result: Record<string, FieldSet> = { ...a }
  for (const [element, node] of Object.entries(b)) {
    const known = result[element]
    result[element] = known && element !== self ? unionOfNodes(known, node) : node
  }
  return result
}

function unionOfNodes(a: FieldSet, b: FieldSet): FieldSet {
  const merged = union(a, b)
  const isLeaf = isEmptySet(merged)
  return isLeaf || self in merged || !(isEmptySet(a) || isEmptySet(b)) ? merged : { [self]: leaf, ...merged }
}

/** What is in `a` and not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return childrenThat(a, (element, node) => {
    const other = b[element]
    return other ? nodeOf(isMember(node) && !isMember(other), difference(node, other)) : node
  })
}

/** What is in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return childrenThat(a, (element, node) => {
    const other = b[element]
    return other && nodeOf(isMember(node) && isMember(other), intersection(node, other))
  })
}

/** The set without the paths at and below the nodes that `stripped` has as members. */
export function without(set: FieldSet, stripped: FieldSet): FieldSet {
  return childrenThat(set, (element, node) => {
    const other = stripped[element]
    if (!other) return node
    if (isMember(other)) return undefined
    return nodeOf(isMember(node), without(node, other))
  })
}

function childrenThat(
  set: FieldSet,
  change: (element: string, node: FieldSet) => FieldSet | undefined,
): FieldSet {
  const result: Record<string, FieldSet> = {}
  for (const [element, node] of Object.entries(set)) {
    if (element === self) continue
    const changed = change(element, node)
    if (changed) result[element] = changed
  }
  return result
}

/** A node with these children; undefined where nothing is left of it. */
export function nodeOf(member: boolean, children: FieldSet): FieldSet | undefined {
  if (isEmptySet(children)) return member ? leaf : undefined
  return member ? { [self]: leaf, ...children } : children
}

/** Whether both hold the same paths. */
export function equalSets(a: FieldSet, b: FieldSet): boolean {
  return isEmptySet(difference(a, b)) && isEmptySet(difference(b, a))
}

/** Every path of the set as upstream prints it: `.spec.containers[name="web"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([element, node]) => {
    if (element === self) return []
    const path = prefix + elementText(element)
    return [...(isMember(node) ? [path] : []), ...pathsOf(node, path)]
  })
}

function elementText(element: string): string {
  const text = element.slice(2)
  if (element.startsWith('f:')) return `.${text}`
  if (element.startsWith('v:')) return `[=${text}]`
  if (element.startsWith('i:')) return `[${text}]`
  const keys: Record<string, unknown> = JSON.parse(text)
  return `[${Object.keys(keys)
    .sort()
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`
}
