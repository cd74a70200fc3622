import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  apiResources,
  conformToSchema,
  decodeJson,
  decodeProtobuf,
  decodeYaml,
  encodeProtobuf,
  gvkOf,
  hasProtobuf,
} from '@knarr/api'
import type { KubeObject } from '@knarr/machinery'
import { beforeAll, describe, expect, it } from 'vitest'

/** Modules that carry an object of each kind with every field set, as upstream's own codecs write it. */
const modules = [
  ['k8s.io/api@v0.36.3', 'testdata/HEAD'],
  ['k8s.io/apiextensions-apiserver@v0.36.3', 'pkg/apis/testdata/HEAD'],
] as const

/** Upstream's folder of objects, from the module cache, or into it. */
async function folderOf(module: string, path: string): Promise<string> {
  const run = promisify(execFile)
  const { stdout } = await run('go', ['mod', 'download', '-json', module], { cwd: tmpdir() })
  return join(JSON.parse(stdout).Dir, path)
}

interface Sample {
  readonly json: Buffer
  readonly yaml: Buffer
  readonly protobuf: Buffer
}

describe('the objects upstream tests its own codecs with', () => {
  const samples = new Map<string, Sample>()

  beforeAll(async () => {
    for (const [module, path] of modules) {
      const folder = await folderOf(module, path)
      for (const file of readdirSync(folder)) {
        if (!file.endsWith('.json')) continue
        const name = file.slice(0, -'.json'.length)
        const read = (extension: string): Buffer => readFileSync(join(folder, `${name}.${extension}`))
        samples.set(name, { json: read('json'), yaml: read('yaml'), protobuf: read('pb') })
      }
    }
  })

  const kindOf = ({ json }: Sample): ReturnType<typeof gvkOf> => gvkOf(JSON.parse(String(json)))
  const known = (): [string, Sample][] => [...samples].filter(([, sample]) => hasProtobuf(kindOf(sample)))

  it('are of every kind that is served and has a protobuf form', () => {
    const sampled = new Set(known().map(([, sample]) => JSON.stringify(kindOf(sample))))
    const missing = apiResources()
      .map(({ group, version, kind }) => ({ group, version, kind }))
      .filter((gvk) => hasProtobuf(gvk) && !sampled.has(JSON.stringify(gvk)))
      // Of this one upstream has no samples.
      .filter(({ group }) => group !== 'apiregistration.k8s.io')
    expect(missing).toEqual([])
    expect(sampled.size).toBeGreaterThan(100)
  })

  it('say the same in JSON, YAML and protobuf', () => {
    for (const [name, { json, yaml, protobuf }] of known()) {
      const expected: KubeObject = JSON.parse(String(json))
      const read = (value: unknown) => conformToSchema(value, gvkOf(expected))
      expect(read(decodeJson(json).value), name).toEqual({ object: expected, unknownFields: [] })
      expect(read(decodeYaml(yaml).value), name).toEqual({ object: expected, unknownFields: [] })
      expect(decodeProtobuf(protobuf).object, name).toEqual(expected)
    }
  })

  it('are written in protobuf byte for byte as upstream writes them', () => {
    for (const [name, { json, protobuf }] of known()) {
      const object: KubeObject = JSON.parse(String(json))
      expect(Buffer.from(encodeProtobuf(object)).toString('hex'), name).toBe(protobuf.toString('hex'))
    }
  })
})
