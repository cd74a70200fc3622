import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { fqdn, joinName, prefixOf, zoneOf } from '../../message/name.ts'
import { recordOf } from '../../message/record.ts'
import type { Exchange, PluginSetup, Query, Reply } from '../../plugin.ts'
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
      if (!isWalked(query, zones)) return next(query, signal)
      const path = pathFor(query)
      const isSamePath = (): boolean => pathFor(query)?.join() === path?.join()
      if (!path || !isFirst(query, path)) return forClient([await next(query, signal)], isSamePath)
      const names = [...path, '.'].map((search) => joinName(prefixOf(query.name, path[0] ?? '.'), search))
      const asked: (Reply | undefined)[] = []
      const found = await walk(names, query, async (name) => {
        const reply = await next({ ...query, name }, signal)
        asked.push(reply)
        return reply
      })
      const reply = forClient([found, ...asked], isSamePath)
      if (!isFound(reply)) return reply
      const success = successes.with(query.server, query.view ?? '')
      success.inc()
      const count = ({ isRepeat }: Exchange): void => (isRepeat ? success.inc() : undefined)
      return { ...reply, observers: [...(reply.observers ?? []), count] }
    }
  },
}

/** Whether the name is what a client asks first, its own name with the first of its search path. */
function isFirst({ name }: Query, [first]: readonly string[]): boolean {
  return first !== undefined && name !== first && zoneOf(name, [first]) !== undefined
}

/** The first of the replies, to be repeated to this client for as long as all of them stand and its path is the same. */
function forClient(replies: readonly (Reply | undefined)[], isSamePath: () => boolean): Reply | undefined {
  const [reply, ...others] = replies
  const repeats = replies.flatMap((one) => one?.repeat ?? [])
  if (!reply || repeats.length < replies.length) return reply && { ...reply, repeat: undefined }
  const holds = (now: number): boolean => repeats.every((repeat) => repeat.holds(now)) && isSamePath()
  return {
    ...reply,
    observers: [...new Set([reply, ...others].flatMap((one) => one?.observers ?? []))],
    repeat: { ...reply.repeat, holds, isForClient: true },
  }
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
