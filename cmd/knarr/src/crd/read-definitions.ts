import { readFileSync } from 'node:fs'
import { decodeYaml } from '@knarr/api'
import { type DefinitionLint, lintDefinition } from '@knarr/apiserver'
import { OptionError } from '@knarr/component'
import { isJsonObject, StatusError } from '@knarr/machinery'

const apiVersion = 'apiextensions.k8s.io/v1'
const kind = 'CustomResourceDefinition'

/** Every definition of a file, which may hold other objects as well. @throws OptionError where there is none */
export function readDefinitions(path: string): readonly DefinitionLint[] {
  const found = objectsOf(path).filter((object) => object.kind === kind)
  if (found.length === 0) throw new OptionError(`${path}: no ${kind} is in it`)
  return found.map((object) => {
    if (object.apiVersion !== apiVersion)
      throw new OptionError(
        `${path}: definitions of ${object.apiVersion} are not read, only those of ${apiVersion}`,
      )
    return readable(path, () => lintDefinition(object))
  })
}

function objectsOf(path: string): Record<string, unknown>[] {
  return textOf(path)
    .split(/^---(?:[ \t].*)?$/m)
    .map((text) => readable(path, () => decodeYaml(Buffer.from(text)).value))
    .flatMap((value) => (isJsonObject(value) && value.kind === 'List' ? (value.items as unknown[]) : [value]))
    .filter(isJsonObject)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new OptionError(`cannot read ${path}: ${(cause as Error).message}`, { cause })
  }
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof StatusError)) throw cause
    throw new OptionError(`${path}: ${cause.message}`, { cause })
  }
}
