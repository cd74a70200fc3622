import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { stringify } from 'yaml'
import { changedFields, comparable } from './changed-fields.ts'
import { accessCluster, clusterTable } from './cluster-access.ts'
import { findResource, pathOf } from './find-resource.ts'
import { lineDiff } from './line-diff.ts'

const table = defineOptions({
  ...clusterTable,
  diff: { type: 'boolean', help: 'Show what each change changed, line by line.' },
})

const usage = 'knarr history KIND NAME [options]'
const description =
  'Shows every change of an object that the cluster remembers: when, by whom, and of which fields. The cluster keeps as ' +
  'much of its past as fits into its budget.'

interface Change {
  readonly revision: number
  readonly time: string
  readonly writer: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: unknown
}

/** `knarr history`. */
export async function history(args: readonly string[]): Promise<number> {
  const { values, positional, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  const [kind, name, ...others] = positional.flatMap((text) => text.split('/'))
  if (!kind || !name || others.length > 0) throw new OptionError(`a kind and a name are needed: ${usage}`)
  using access = await accessCluster(values)
  const path = pathOf(await findResource(access.transport, kind), { namespace: access.namespace, name })
  const query = { path }
  const { changes } = await access.transport.request<{ changes: readonly Change[] }>({
    ...{ method: 'GET', path: '/knarr/v1/history', query },
  })
  if (changes.length === 0) console.log(`Nothing is remembered of ${kind} "${name}".`)
  else console.log(values.diff ? differences(changes) : summary(changes))
  return 0
}

const head = ['REVISION', 'TIME', 'WRITER', 'CHANGE']

/** One line a change. */
export function summary(changes: readonly Change[]): string {
  const rows = changes.map((change, index) => [
    String(change.revision),
    change.time,
    change.writer,
    said(change, changes[index - 1]),
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function said({ type, object }: Change, before: Change | undefined): string {
  if (type === 'ADDED') return 'created'
  if (type === 'DELETED') return 'deleted'
  return before ? changedFields(before.object, object).join(', ') || 'nothing' : 'changed'
}

/** What each change changed; the first as a whole. */
export function differences(changes: readonly Change[]): string {
  return changes
    .map(({ revision, time, writer, type, object }, index) => {
      const before = changes[index - 1]
      const isGone = type === 'DELETED'
      const lines = lineDiff(
        textOf(before && before.type !== 'DELETED' ? before.object : undefined),
        isGone ? '' : textOf(object),
      )
      return [`revision ${revision}, ${time}, ${writer}: ${type.toLowerCase()}`, ...lines].join('\n')
    })
    .join('\n\n')
}

function textOf(object: unknown): string {
  return object === undefined ? '' : stringify(comparable(object)).trimEnd()
}
