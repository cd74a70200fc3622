import type { DefinitionLint, VersionCost } from '@knarr/apiserver'
import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { fieldErrorText } from '@knarr/machinery'
import { accessCluster, clusterTable } from '../history/cluster-access.ts'
import { outputTable } from './output-option.ts'
import { readDefinitions } from './read-definitions.ts'
import { type StoredProblem, storedProblems } from './stored-problems.ts'

const { kubeconfig, context } = clusterTable
const table = defineOptions({
  ...outputTable,
  against: { type: 'boolean', help: "Also judge the objects that a cluster has: those of the kubeconfig's." },
  ...{ kubeconfig, context },
})

const usage = 'knarr crd lint FILE... [options]'
const description =
  'Says what an API server would refuse definitions for, and what the rules of each version can cost. Ends with 1 where ' +
  'something is wrong.'

interface Report extends DefinitionLint {
  readonly file: string
  readonly name: string
  readonly stored: readonly StoredProblem[]
}

/** `knarr crd lint`. */
export async function lint(args: readonly string[]): Promise<number> {
  const { values, positional: files, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  if (files.length === 0) throw new OptionError(`a file is needed: ${usage}`)
  const isJson = values.output === 'json'
  const read = files.flatMap((file) => readDefinitions(file).map((found) => ({ file, ...found })))
  const judged = values.against
    ? await judgeStored(read, values)
    : read.map((each) => ({ ...each, stored: [] }))
  const reports = judged.map((each) => ({ ...each, name: each.definition.metadata.name ?? '' }))
  console.log(isJson ? JSON.stringify(reports.map(summaryOf), null, 2) : reports.map(textOf).join('\n\n'))
  return reports.some(({ errors, stored }) => errors.length + stored.length > 0) ? 1 : 0
}

type Read = DefinitionLint & { readonly file: string }

async function judgeStored(
  read: readonly Read[],
  values: { readonly kubeconfig: string | undefined; readonly context: string | undefined },
): Promise<(Read & { stored: readonly StoredProblem[] })[]> {
  using access = await accessCluster({ ...values, namespace: undefined })
  const judged: (Read & { stored: readonly StoredProblem[] })[] = []
  for (const each of read) {
    const stored = await storedProblems(access.transport, each.definition)
    const unknown = stored ? [] : ['the cluster has no such definition, and so no objects of it']
    judged.push({ ...each, warnings: [...each.warnings, ...unknown], stored: stored ?? [] })
  }
  return judged
}

function summaryOf({ file, name, errors, warnings, costs, stored }: Report): object {
  return { file, name, errors, warnings, costs, stored }
}

/** A definition's findings, for people. */
export function textOf({ file, name, errors, warnings, costs, stored }: Omit<Report, 'definition'>): string {
  return [
    `${file}: ${name}`,
    ...errors.map((error) => `  error: ${fieldErrorText(error)}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...stored.map(({ object, text }) => `  stored: ${object}: ${text}`),
    ...costs.flatMap(costText),
    ...(errors.length + warnings.length + stored.length === 0 ? ['  nothing wrong'] : []),
  ].join('\n')
}

function costText({ version, cost, limit, rules }: VersionCost): string[] {
  if (rules.length === 0) return []
  return [
    `  cost of ${version}: ${shareOf(cost, limit)} of ${limit}`,
    ...rules.map(
      (rule) =>
        `    ${shareOf(rule.cost, rule.limit).padStart(7)}  ${rule.cost}  ${rule.field}: ${rule.expression}`,
    ),
  ]
}

const shareOf = (cost: number, limit: number): string => `${((100 * cost) / limit).toFixed(1)}%`
