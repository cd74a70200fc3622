import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface Breach {
  readonly rule: string
  readonly from: string
  readonly to: string
}

/** The rooms' sources and what imports what, by path from the repository's root. */
export interface House {
  readonly imports: ReadonlyMap<string, readonly string[]>
}

const shelves = ['lib', 'control-plane', 'node', 'addons', 'platform', 'tools', 'cmd']
const importPattern = /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g

/** Reads every source file below `root`. */
export function readHouse(root: string): House {
  const roomOfPackage = new Map<string, string>()
  const files: string[] = []
  for (const shelf of shelves.filter((name) => existsSync(join(root, name)))) {
    for (const entry of readdirSync(join(root, shelf), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length + 1)
      if (path.includes('node_modules')) continue
      if (entry.name === 'package.json') {
        roomOfPackage.set(JSON.parse(readFileSync(join(root, path), 'utf8')).name, dirname(path))
      } else if (path.endsWith('.ts')) files.push(path)
    }
  }
  const imports = new Map(files.map((file) => [file, importsOf(root, file, roomOfPackage)]))
  return { imports }
}

function importsOf(root: string, file: string, roomOfPackage: ReadonlyMap<string, string>): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(importPattern)].flatMap(([, fixed, dynamic]) => {
    const target = fixed ?? dynamic ?? ''
    if (target.startsWith('.')) return [normalize(join(dirname(file), target))]
    const name = target.split('/').slice(0, 2).join('/')
    const room = roomOfPackage.get(name)
    return room ? [`${room}/`] : []
  })
}

/** `control-plane/storage` of a path in it. */
export function roomOf(path: string): string {
  return path.split('/').slice(0, 2).join('/')
}

const isTest = (path: string): boolean => /\.(test|bench)\.ts$|\/testing\//.test(path)
const isComposition = (room: string): boolean => room === 'tools/cluster' || room.startsWith('cmd/')
const isComponent = (room: string): boolean => !room.startsWith('lib/') && !isComposition(room)

/** What breaks the import law; see ARCHITECTURE.md. Tests may import anything. */
export function breachesOf({ imports }: House): Breach[] {
  const breaches: Breach[] = []
  for (const [from, targets] of imports) {
    if (isTest(from)) continue
    for (const to of targets) {
      const rule = ruleBroken(roomOf(from), roomOf(to))
      if (rule) breaches.push({ rule, from, to })
    }
  }
  return [...breaches, ...cycles(imports)]
}

function ruleBroken(from: string, to: string): string | undefined {
  if (from === to) return undefined
  if (to.startsWith('cmd/')) return 'nothing imports cmd'
  if (from.startsWith('lib/')) return to.startsWith('lib/') ? undefined : 'the library stands alone'
  if (isComposition(from) || to.startsWith('lib/')) return undefined
  const isAllowed =
    (from === 'control-plane/apiserver' && to === 'control-plane/storage') ||
    (from === 'platform/management' && to === 'control-plane/apiserver')
  return isComponent(from) && !isAllowed ? 'components meet at the API' : undefined
}

/** Edges between rooms that lie on a cycle, those told from the room that comes first in the alphabet. */
function cycles(imports: House['imports']): Breach[] {
  const edges = roomEdges(imports)
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (seen.has(from)) return false
    seen.add(from)
    return [...(edges.get(from) ?? [])].some((next) => next === to || reaches(next, to, seen))
  }
  return [...edges].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => from < to && reaches(to, from))
      .map((to) => ({ rule: 'no cycles', from, to })),
  )
}

/** Which room imports which, tests left out. */
export function roomEdges(imports: House['imports']): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>()
  for (const [from, targets] of imports) {
    if (isTest(from)) continue
    const room = roomOf(from)
    const others = targets.map(roomOf).filter((to) => to !== room)
    edges.set(room, new Set([...(edges.get(room) ?? []), ...others]))
  }
  return edges
}
