import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { stringify } from 'yaml'
import { comparable } from './changed-fields.ts'
import { accessCluster, clusterTable } from './cluster-access.ts'
import { findResource, pathOf } from './find-resource.ts'
import { lineDiff } from './line-diff.ts'

const table = defineOptions({
  ...clusterTable,
  from: { type: 'number', help: 'The revision to compare with.' },
  to: { type: 'number', help: 'The revision that is compared; the newest unless given.' },
  'name-only': { type: 'boolean', help: 'Only say which objects are different.' },
})

const usage = 'knarr diff --from REVISION [--to REVISION] [KIND [NAME]] [options]'
const description =
  'Shows what changed in the cluster between two revisions: all of it, or of one kind or object.'

interface Difference {
  readonly key: string
  readonly before?: unknown
  readonly after?: unknown
}

/** `knarr diff`; as other diffs, it ends with 1 where there is a difference. */
export async function diff(args: readonly string[]): Promise<number> {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  const [kind, name, ...others] = positional.flatMap((text) => text.split('/'))
  if (values.from === undefined) throw new OptionError('a revision to compare with is needed: --from')
  if (others.length > 0) throw new OptionError(`unexpected argument "${others[0]}"`)
  using access = await accessCluster(values)
  const { transport, namespace } = access
  const path = kind ? pathOf(await findResource(transport, kind), { namespace, name }) : undefined
  const { changes } = await transport.request<{ changes: readonly Difference[] }>({
    ...{ method: 'GET', path: '/knarr/v1/diff' },
    query: {
      from: String(values.from),
      ...(values.to === undefined ? {} : { to: String(values.to) }),
      ...(path ? { path } : {}),
    },
  })
  for (const change of changes) console.log(values.nameOnly ? titleOf(change) : described(change))
  return changes.length > 0 ? 1 : 0
}

/** `+ core/configmaps/default/a`. */
function titleOf({ key, before, after }: Difference): string {
  const sign = before === undefined ? '+' : after === undefined ? '-' : '~'
  return `${sign} ${key.replace('/registry/', '')}`
}

function described(change: Difference): string {
  return [titleOf(change), ...lineDiff(textOf(change.before), textOf(change.after)), ''].join('\n')
}

function textOf(object: unknown): string {
  return object === undefined ? '' : stringify(comparable(object)).trimEnd()
}
