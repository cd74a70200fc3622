import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { breakingChanges } from './breaking-changes.ts'
import { outputTable } from './output-option.ts'
import { readDefinitions } from './read-definitions.ts'

const table = defineOptions(outputTable)
const usage = 'knarr crd diff OLD NEW [options]'
const description =
  'Says what of the definitions in NEW breaks clients or objects of those in OLD. Ends with 1 where something does.'

/** `knarr crd diff`. */
export async function diffDefinitions(args: readonly string[]): Promise<number> {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  const [before, after, ...others] = positional
  if (!before || !after || others.length > 0) throw new OptionError(`two files are needed: ${usage}`)
  const isJson = values.output === 'json'
  const next = new Map(definitionsOf(after).map((each) => [each.metadata.name, each]))
  const changes = definitionsOf(before).flatMap((old) => {
    const { name } = old.metadata
    const now = next.get(name)
    const found = now ? breakingChanges(old, now) : [{ field: '', text: 'the definition is gone' }]
    return found.map((change) => ({ name, ...change }))
  })
  if (isJson) console.log(JSON.stringify(changes, null, 2))
  else
    for (const { name, field, text } of changes) console.log([name, field, text].filter(Boolean).join(': '))
  return changes.length > 0 ? 1 : 0
}

function definitionsOf(path: string): CustomResourceDefinition[] {
  return readDefinitions(path).map(({ definition }) => definition)
}
