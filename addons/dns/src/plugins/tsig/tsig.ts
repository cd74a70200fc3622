import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { typeNumber } from '../../message/codes.ts'
import { fqdn, zoneOf } from '../../message/name.ts'
import { isRecord } from '../../message/record.ts'
import { emptyReply, type Handler, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import { argumentsOf, onlyDirective, readOptions, zonesOrSite } from '../../plugin-options.ts'
import { parseKeyFile } from './key-file.ts'
import { errorOf, type Signature, signatureRoom, signerOf, tsigError } from './signature.ts'

interface Keyring {
  readonly secrets: Map<string, Buffer>
  /** The types whose queries must be signed. */
  required: ReadonlySet<string> | 'all'
}

/** Checks signed queries and signs their answers (RFC 8945), and refuses those that should be signed and are not. */
export const tsig: PluginSetup = {
  name: 'tsig',

  setup(directives, { zones: siteZones, root, environment: { clock } }) {
    const directive = onlyDirective(directives)
    const zones = zonesOrSite(directive.arguments, directive, siteZones)
    const keyring = keyringOf(directive, root)
    const nowSeconds = (): number => Math.floor(clock.now() / 1000)
    const answerSigned = async (
      query: Query,
      signature: Signature,
      { next, signal }: Going,
    ): Promise<Reply | undefined> => {
      const { secrets } = keyring
      const error = query.bytes
        ? errorOf(query.bytes, signature, secrets, nowSeconds())
        : tsigError.badSignature
      const reply = error === tsigError.none ? await next(stripped(query), signal) : emptyReply('NOTAUTH')
      const seal = {
        most: signatureRoom(signature),
        message: signerOf(signature, error, secrets, nowSeconds),
      }
      return reply && { ...reply, repeat: undefined, seal }
    }
    return (next) => (query, signal) => {
      if (zoneOf(query.name, zones) === undefined) return next(query, signal)
      const last = query.request.additionals.at(-1)
      if (last && isRecord(last, 'TSIG')) return answerSigned(query, last, { next, signal })
      const { required } = keyring
      if (required !== 'all' && !required.has(query.type)) return next(query, signal)
      return Promise.resolve({ ...emptyReply('REFUSED'), plugin: 'tsig' })
    }
  },
}

interface Going {
  readonly next: Handler
  readonly signal: AbortSignal
}

/** Plugins below see the query as if it had never been signed. */
function stripped(query: Query): Query {
  const { request } = query
  return { ...query, request: { ...request, additionals: request.additionals.slice(0, -1) } }
}

function keyringOf(directive: Directive, root: string): Keyring {
  const keyring: Keyring = { secrets: new Map(), required: new Set() }
  const add = (line: Directive, [name, secret]: readonly [string, string]): void => {
    const key = fqdn(name.toLowerCase())
    if (keyring.secrets.has(key)) throw new CorefileError(line, `key "${key}" redefined`)
    keyring.secrets.set(key, Buffer.from(secret, 'base64'))
  }
  readOptions(directive, {
    secret: (line) => {
      const [name = '', secret = ''] = argumentsOf(line, 2)
      add(line, [name, secret])
    },
    secrets: (line) => {
      for (const key of keysIn(resolve(root, argumentsOf(line, 1)[0] ?? ''), line)) add(line, key)
    },
    require: (line) => {
      keyring.required = typesOf(line)
    },
  })
  return keyring
}

function keysIn(path: string, line: Directive): [string, string][] {
  try {
    return parseKeyFile(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new CorefileError(line, (cause as Error).message)
  }
}

function typesOf(line: Directive): ReadonlySet<string> | 'all' {
  const words = argumentsOf(line, 1, 1000)
  if (words[0] === 'all') return 'all'
  if (words[0] === 'none') return new Set()
  const unknown = words.find((word) => typeNumber(word) === undefined)
  if (unknown !== undefined) throw new CorefileError(line, `unknown query type '${unknown}'`)
  return new Set(words)
}
