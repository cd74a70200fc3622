import type { JsonSchema } from '../../../openapi/json-schema.ts'

/** The most elements a list or map may have; undefined where the schema does not say. */
export function maxElements({ type, maxItems, maxProperties }: JsonSchema): number | undefined {
  return type === 'array' ? maxItems : maxProperties
}

const sizes: Readonly<Record<string, number>> = { array: 2, string: 2, boolean: 4, integer: 1, number: 1 }

/** The fewest bytes of JSON a value takes: how many of it fit into a request. */
export function minimalSize({ type, properties = {}, required = [] }: JsonSchema): number {
  if (type !== 'object') return sizes[type ?? ''] ?? 1
  return required.reduce((size, name) => {
    const own = properties[name]
    return own && own.default === undefined ? size + name.length + 4 + minimalSize(own) : size
  }, 2)
}
