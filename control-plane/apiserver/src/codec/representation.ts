import { StatusError } from '@knarr/machinery'

export type MediaType = 'json' | 'yaml' | 'protobuf'
type Transformation = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'

/** The form an answer travels in, as `Accept` and the query ask for it. */
export interface Representation {
  readonly media: MediaType
  readonly as?: Transformation
  /** The version of `meta.k8s.io` for `as`. */
  readonly asVersion: string
  readonly isPretty: boolean
  /** Of a Table's rows. */
  readonly includeObject: 'None' | 'Metadata' | 'Object'
  /** Names the form among the encodings kept of one object. */
  readonly name: string
}

export const mediaTypeText: Readonly<Record<MediaType, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
}

const mediaOfText: Readonly<Record<string, MediaType>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.kubernetes.protobuf': 'protobuf',
  'application/*': 'json',
  '*/*': 'json',
}

export const plainJson: Representation = {
  media: 'json',
  asVersion: 'v1',
  isPretty: false,
  includeObject: 'Metadata',
  name: 'json',
}

/** One clause of an Accept header. */
export interface AcceptClause {
  readonly type: string
  readonly parameters: Readonly<Record<string, string>>
  readonly quality: number
}

/** The clauses of an Accept header, the preferred ones first. */
export function parseAccept(header: string): AcceptClause[] {
  const clauses = header.split(',').map((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim())
    const parameters = Object.fromEntries(rest.map(parameterOf))
    return { type: type.toLowerCase(), parameters, quality: Number(parameters['q'] ?? 1) }
  })
  return clauses.filter(({ type }) => type !== '').sort((a, b) => b.quality - a.quality)
}

function parameterOf(text: string): [string, string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}

export interface NegotiationOptions {
  /** What may stand in `as`; none unless given. */
  readonly transformations?: readonly Transformation[]
  readonly media?: readonly MediaType[]
  /** Custom kinds have no protobuf form, though what is transformed has; true unless given. */
  readonly hasProtobuf?: boolean
}

interface Asking {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
}

/** The first form the client accepts and the endpoint offers. @throws StatusError NotAcceptable */
export function negotiate({ headers, query }: Asking, options: NegotiationOptions = {}): Representation {
  const accept = headers['accept']
  if ((!accept || accept === '*/*') && !mayBePretty(query, headers)) return plainJson
  const media = options.media ?? (['json', 'yaml', 'protobuf'] as const)
  for (const clause of parseAccept(accept || '*/*')) {
    const found = formOf(clause, media, options)
    if (found) return withQuery(found, query, headers)
  }
  const offered = options.hasProtobuf === false ? media.filter((each) => each !== 'protobuf') : media
  const accepted = offered.map((type) => mediaTypeText[type]).join(', ')
  const message = `only the following media types are accepted: ${accepted}`
  throw new StatusError({ reason: 'NotAcceptable', code: 406, message })
}

function formOf(
  { type, parameters }: AcceptClause,
  media: readonly MediaType[],
  { transformations = [], hasProtobuf = true }: NegotiationOptions,
): Pick<Representation, 'media' | 'as' | 'asVersion'> | undefined {
  const found = mediaOfText[type]
  if (!found || !media.includes(found)) return undefined
  const { as, g: group = '', v: version = '' } = parameters
  if (!as) return found === 'protobuf' && !hasProtobuf ? undefined : { media: found, asVersion: 'v1' }
  const known = transformations.find((name) => name === as)
  if (!known || group !== 'meta.k8s.io' || !['v1', 'v1beta1'].includes(version)) return undefined
  if (known === 'Table' && found === 'protobuf') return undefined
  return { media: found, as: known, asVersion: version }
}

function withQuery(
  form: Pick<Representation, 'media' | 'as' | 'asVersion'>,
  query: URLSearchParams,
  headers: Asking['headers'],
): Representation {
  const isPretty = form.media === 'json' && mayBePretty(query, headers)
  const include = query.get('includeObject')
  const includeObject = include === 'None' || include === 'Object' ? include : 'Metadata'
  const name = [form.media, form.as ?? '', form.as ? form.asVersion : '', isPretty ? 'pretty' : ''].join(';')
  return { ...form, isPretty, includeObject, name: name === 'json;;;' ? 'json' : name }
}

/** As upstream: people at a terminal or a browser get lines, unless they say otherwise. */
function mayBePretty(query: URLSearchParams, headers: Asking['headers']): boolean {
  const asked = query.get('pretty')
  if (asked !== null) return asked !== 'false' && asked !== '0'
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '')
}
