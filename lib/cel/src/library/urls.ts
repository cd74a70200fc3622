import type { Library } from '../check/declarations.ts'
import { traversal } from '../cost/call-costs.ts'
import { boolType, type CelType, listType, mapType, opaqueType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { EntryMap } from '../values/entry-map.ts'
import { ArrayList, type CelMap, OpaqueValue } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'

const urlType = opaqueType('kubernetes.URL')

/** A URL's parts as Go's net/url tells them. */
interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly query: string
}

class UrlValue extends OpaqueValue {
  readonly type: CelType = urlType
  readonly text: string
  readonly parts: UrlParts

  constructor(text: string, parts: UrlParts) {
    super()
    this.text = text
    this.parts = parts
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof UrlValue && other.text === this.text
  }
}

const form = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:[^/?#@]*@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/

/** The parts of an absolute URL or path; why it is none otherwise. */
function partsOf(text: string): UrlParts | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'net/url: invalid control character in URL'
  if (text === '') return 'empty url'
  const match = form.exec(text)
  if (!match || text.startsWith(':')) return 'missing protocol scheme'
  const [, scheme = '', authority, path = '', query = ''] = match
  const isAbsolute = scheme === '' ? text.startsWith('/') : authority !== undefined || path.startsWith('/')
  if (!isAbsolute) return 'invalid URI for request'
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return 'invalid URL escape'
  const parts: UrlParts = { scheme: scheme.toLowerCase(), host: authority ?? '', path, query }
  return hostError(parts.host) ?? parts
}

function hostError(host: string): string | undefined {
  if (/[ <>"{}|\\^`]/.test(host)) return 'invalid character in host name'
  const port = /:([^:\]]*)$/.exec(host)?.[1]
  return port === undefined || /^\d*$/.test(port) ? undefined : `invalid port ":${port}" after host`
}

/** Why a text is no absolute URL; undefined where it is one. */
export function urlError(text: string): string | undefined {
  const parts = partsOf(text)
  return typeof parts === 'string' ? `parse ${JSON.stringify(text)}: ${parts}` : undefined
}

function urlOf(text: string): UrlValue {
  const parts = partsOf(text)
  if (typeof parts !== 'string') return new UrlValue(text, parts)
  throw new CelError(`URL parse error during conversion from string: ${urlError(text)}`)
}

function hostname({ parts: { host } }: UrlValue): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
}

function port({ parts: { host } }: UrlValue): string {
  return /:(\d*)$/.exec(host)?.[1] ?? ''
}

/** The path with what may not stand in one escaped. */
function escapedPath({ parts: { path } }: UrlValue): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]/gu, (character) => encodeURIComponent(character))
}

function query({ parts }: UrlValue): CelMap {
  const values = new Map<string, string[]>()
  for (const [key, value] of new URLSearchParams(parts.query)) {
    values.set(key, [...(values.get(key) ?? []), value])
  }
  return new EntryMap(Array.from(values, ([key, all]) => [key, new ArrayList(all)] as const))
}

const url = takes(urlType)

/** `url('https://example.com/a')` and its parts. */
export const urlLibrary: Library = {
  types: new Map([['kubernetes.URL', urlType]]),
  functions: [
    declare(
      'url',
      overload(
        'string_to_url',
        takes(stringType).gives(urlType, traversal({ isResultAsLarge: true })),
        urlOf,
      ),
    ),
    declare(
      'isURL',
      overload(
        'is_url_string',
        takes(stringType).gives(boolType),
        (text: string) => typeof partsOf(text) !== 'string',
      ),
    ),
    declare(
      'getScheme',
      method('url_get_scheme', url.gives(stringType), ({ parts }: UrlValue) => parts.scheme),
    ),
    declare(
      'getHost',
      method('url_get_host', url.gives(stringType), ({ parts }: UrlValue) => parts.host),
    ),
    declare('getHostname', method('url_get_hostname', url.gives(stringType), hostname)),
    declare('getPort', method('url_get_port', url.gives(stringType), port)),
    declare('getEscapedPath', method('url_get_escaped_path', url.gives(stringType), escapedPath)),
    declare('getQuery', method('url_get_query', url.gives(mapType(stringType, listType(stringType))), query)),
  ],
}
