import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { Transport } from '@knarr/client'
import { createClient } from '@knarr/client'
import { defineOptions, helpText, OptionError, parseOptions } from '@knarr/component'
import { accessCluster, clusterTable } from '../history/cluster-access.ts'
import { moduleText, type OpenApiJson } from './module-text.ts'

const { kubeconfig, context } = clusterTable
const table = defineOptions({
  to: {
    type: 'string',
    help: 'The folder to write to: one module for each group version, as example.com/v1.ts.',
  },
  ...{ kubeconfig, context },
})

const usage = 'knarr types [GROUP[/VERSION]...] --to FOLDER [options]'
const description =
  'Makes TypeScript types of what a cluster serves now, with its descriptions: of the groups that are named (core, apps, ' +
  'example.com/v1), of all custom resources where none is.'

/** `knarr types`. */
export async function types(args: readonly string[]): Promise<number> {
  const { values, positional: wanted, wantsHelp } = parseOptions(table, args)
  if (wantsHelp) {
    console.log(helpText(usage, description, table))
    return 0
  }
  const { to } = values
  if (!to) throw new OptionError(`a folder is needed: ${usage}`)
  using access = await accessCluster({ ...values, namespace: undefined })
  const { transport } = access
  for (const { groupVersion, url } of await wantedDocuments(transport, wanted)) {
    const document = await transport.request<OpenApiJson>({ method: 'GET', ...url })
    const file = join(to, `${groupVersion.includes('/') ? groupVersion : `core/${groupVersion}`}.ts`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, moduleText(document, groupVersion))
    console.log(file)
  }
  return 0
}

interface Place {
  readonly groupVersion: string
  readonly url: { readonly path: string; readonly query: Readonly<Record<string, string>> }
}

async function wantedDocuments(transport: Transport, wanted: readonly string[]): Promise<Place[]> {
  const { paths } = await transport.request<{
    paths: Record<string, { readonly serverRelativeURL: string }>
  }>({ method: 'GET', path: '/openapi/v3' })
  const places = Object.entries(paths).flatMap(([path, { serverRelativeURL }]) => {
    const [, groupVersion] = /^(?:api|apis)\/([^/]+(?:\/[^/]+)?)$/.exec(path) ?? []
    const isGroupOnly = path.startsWith('apis/') && !groupVersion?.includes('/')
    if (!groupVersion || isGroupOnly) return []
    const { pathname, searchParams } = new URL(serverRelativeURL, 'https://server')
    return [{ groupVersion, url: { path: pathname, query: Object.fromEntries(searchParams) } }]
  })
  const groups = wanted.length > 0 ? wanted : await customGroups(transport)
  for (const group of groups)
    if (!places.some(({ groupVersion }) => isOf(groupVersion, group)))
      throw new OptionError(`the server serves nothing of "${group}"`)
  return places.filter(({ groupVersion }) => groups.some((group) => isOf(groupVersion, group)))
}

function isOf(groupVersion: string, wanted: string): boolean {
  const full = groupVersion.includes('/') ? groupVersion : `core/${groupVersion}`
  return full === wanted || full.startsWith(`${wanted}/`)
}

async function customGroups(transport: Transport): Promise<string[]> {
  const { items } = await createClient(transport).list(customResourceDefinitions)
  return [
    ...new Set(
      items.flatMap(({ spec }) =>
        spec.versions.filter(({ served }) => served).map(({ name }) => `${spec.group}/${name}`),
      ),
    ),
  ]
}
