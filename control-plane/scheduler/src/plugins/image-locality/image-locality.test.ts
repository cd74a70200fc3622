import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { imageLocality } from './image-locality.ts'

const mebibyte = 1024 * 1024
const having = (name: string, image: string, mebibytes: number) =>
  nodeOf(name, { status: { images: [{ names: [image], sizeBytes: mebibytes * mebibyte }] } })

it('prefers the node that has a large image, the less the fewer nodes do', () => {
  const nodes = [having('a', 'app:latest', 1_000), having('b', 'other:1', 1_000)]
  // Half of 1,000 MiB, above 23 MiB, of 977 MiB.
  expect(new PluginCluster(nodes).score(imageLocality, podOf('web'))).toEqual({ a: 48, b: 0 })
})

it('does not care for small images', () => {
  const nodes = [having('a', 'app:latest', 20), nodeOf('b')]
  expect(new PluginCluster(nodes).score(imageLocality, podOf('web'))).toEqual({ a: 0, b: 0 })
})
