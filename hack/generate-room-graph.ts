import { readFile, writeFile } from 'node:fs/promises'
import { readHouse, roomEdges } from './rooms.ts'

/** Draws which room imports which into ARCHITECTURE.md, between its two markers. */
const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
const file = `${root}/ARCHITECTURE.md`
const begin = '<!-- rooms: made by hack/generate-room-graph.ts -->'
const end = '<!-- /rooms -->'

const edges = roomEdges(readHouse(root).imports)
const id = (room: string): string => room.replaceAll(/[/-]/g, '_')
const rooms = [...edges.keys()].sort()
const shelves = [...new Set(rooms.map((room) => room.split('/')[0] as string))]
const lines = [
  '```mermaid',
  'flowchart BT',
  ...shelves.flatMap((shelf) => [
    `  subgraph ${id(shelf)}_shelf [${shelf}]`,
    ...rooms
      .filter((room) => room.startsWith(`${shelf}/`))
      .map((room) => `    ${id(room)}[${room.split('/')[1]}]`),
    '  end',
  ]),
  ...rooms
    .filter((room) => !room.startsWith('lib/') && !room.startsWith('tools/') && !room.startsWith('cmd/'))
    .flatMap((room) =>
      [...(edges.get(room) ?? [])]
        .filter((to) => !to.startsWith('lib/'))
        .map((to) => `  ${id(room)} --> ${id(to)}`),
    ),
  ...rooms
    .filter((room) => room.startsWith('lib/'))
    .flatMap((room) => [...(edges.get(room) ?? [])].sort().map((to) => `  ${id(room)} --> ${id(to)}`)),
  '```',
]
const text = await readFile(file, 'utf8')
const before = text.slice(0, text.indexOf(begin) + begin.length)
const after = text.slice(text.indexOf(end))
await writeFile(file, `${before}\n${lines.join('\n')}\n${after}`)
