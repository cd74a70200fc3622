import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { fqdn, joinName, prefixOf, zoneOf } from '../../message/name.ts'
import { recordOf } from '../../message/record.ts'
import type { PluginSetup, Query, Reply } from '../../plugin.ts'
import { onlyDirective, zonesOrSite } from '../../plugin-options.ts'

/** Walks the client's search path here, at its first question, so that it need not ask for each name in turn. */
export const autopath: PluginSetup = {
  name: 'autopath',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const texts = directive.arguments
    const source = texts.at(-1)
    if (source === undefined) throw new CorefileError(directive, 'no resolv-conf specified')
    const zones = zonesOrSite(texts.slice(0, -1), directive, site.zones)
    const file = source.startsWith('@') ? undefined : searchesIn(resolve(site.root, source), directive)
    const pathFor = (query: Query): readonly string[] | undefined =>
      file ?? site.searchPaths.get(source)?.(query)
    const successes = site.environment.metrics.counter({
      name: 'coredns_autopath_success_total',
      help: 'Counter of requests that did autopath.',
      labels: ['server', 'view'],
    })
    return (next) => async (query, signal) => {
      const path = isWalked(query, zones) ? pathFor(query) : undefined
      const [first] = path ?? []
      const isFirst = first !== undefined && query.name !== first && zoneOf(query.name, [first]) !== undefined
      if (!path || !isFirst) return next(query, signal)
      const names = [...path, '.'].map((search) => joinName(prefixOf(query.name, first), search))
      return walk(names, query, async (name) => {
        const reply = await next({ ...query, name }, signal)
        if (isFound(reply)) successes.with(query.server, '').inc()
        return reply
      })
    }
  },
}

function isFound(reply: Reply | undefined): reply is Reply {
  return reply?.rcode === 'NOERROR'
}

/** The first name that there is; what the first name was answered when there is none. */
async function walk(
  names: readonly string[],
  query: Query,
  ask: (name: string) => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  let firstReply: Reply | undefined
  for (const name of names) {
    const reply = await ask(name)
    if (isFound(reply)) return aliased(query, name, reply)
    firstReply ??= reply
  }
  return firstReply
}

function isWalked({ type, name }: Query, zones: readonly string[]): boolean {
  return (type === 'A' || type === 'AAAA') && zoneOf(name, zones) !== undefined
}

/** The answer for the name that was asked: an alias to the name that was found. */
function aliased(query: Query, target: string, reply: Reply): Reply {
  if (target === query.name || reply.answers.length === 0) return reply
  const ttl = Math.min(...reply.answers.map((record) => record.ttl))
  return {
    ...reply,
    answers: [recordOf(query.name, 'CNAME', ttl, { target }), ...reply.answers],
    plugin: 'autopath',
  }
}

function searchesIn(path: string, at: Parameters<typeof onlyDirective>[0][number]): string[] {
  try {
    const line = /^search\s+(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
    return line
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => fqdn(name.toLowerCase()))
  } catch (cause) {
    throw new CorefileError(at, `failed to parse "${path}": ${(cause as Error).message}`)
  }
}
