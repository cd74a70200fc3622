import { lstatSync, readFileSync, readlinkSync } from 'node:fs'

/** Reads a file of an image from its layers (topmost first); undefined when there is none. */
export function readImageFile(layers: readonly string[], path: string): string | undefined {
  let wanted = path
  for (let links = 0; links < 10; links++) {
    const found = find(layers, wanted)
    if (found === undefined) return undefined
    if (!lstatSync(found).isSymbolicLink()) return readFileSync(found, 'utf8')
    const target = readlinkSync(found)
    wanted = new URL(target, `file://${wanted}`).pathname
  }
  return undefined
}

function find(layers: readonly string[], path: string): string | undefined {
  for (const layer of layers) {
    const stat = lstatSync(layer + path, { throwIfNoEntry: false })
    if (stat?.isCharacterDevice()) return undefined
    if (stat?.isFile() || stat?.isSymbolicLink()) return layer + path
  }
  return undefined
}
