import { type ApiResource, apiVersionOf, type GroupVersionKind } from '@knarr/api'
import { StatusError } from '@knarr/machinery'
import { parseAccept } from '../codec/representation.ts'
import type { ForeignVersion, OpenApiInput } from '../openapi/document-input.ts'
import {
  type EncodedDocument,
  type OpenApiDocument,
  openApiV2,
  openApiV2Protobuf,
  openApiV3,
  openApiV3Hash,
  openApiV3Index,
  openApiV3Protobuf,
  type ProtobufMediaType,
} from '../openapi/openapi.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { CatalogEntry } from '../registry/served-resource.ts'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { plainText, type Route } from './route.ts'

const v3Root = '/openapi/v3'

/** What other servers say of themselves, and when that changed. */
interface RemoteDescriptions {
  readonly generation: number
  descriptions(): readonly ForeignVersion[]
}

/** The API's description, of what the catalog and other servers serve at the time. */
export class OpenApiRoute implements Route {
  readonly #catalog: ResourceCatalog
  readonly #version: string
  readonly #remotes: RemoteDescriptions
  #generation = ''
  #input: OpenApiInput = { resources: [] }

  constructor(catalog: ResourceCatalog, remotes: RemoteDescriptions, version: string) {
    this.#catalog = catalog
    this.#remotes = remotes
    this.#version = version
  }

  get paths(): readonly string[] {
    const groupVersions = [...new Set(this.#current().resources.map(apiVersionOf))]
    const documents = groupVersions.map((name) => `${v3Root}/${name.includes('/') ? 'apis/' : 'api/'}${name}`)
    return ['/openapi/v2', v3Root, ...documents]
  }

  handles(path: string): boolean {
    return path === '/openapi/v2' || path === v3Root || path.startsWith(`${v3Root}/`)
  }

  async answer(request: ServerRequest): Promise<Answer> {
    const input = this.#current()
    const path = request.path.replace(/\/$/, '')
    if (path === '/openapi/v2') return documentAnswer(request, openApiV2(input), openApiV2Protobuf)
    if (path === v3Root) return encodedAnswer(request, openApiV3Index(input), 'application/json')
    const groupVersion = path.slice(v3Root.length + 1).replace(/^apis?\//, '')
    const document = openApiV3(groupVersion, input)
    if (!document) return plainText(404, '404 page not found\n')
    const answer = documentAnswer(request, document, openApiV3Protobuf)
    const isCacheable = request.query.get('hash') === openApiV3Hash(groupVersion, input)
    if (!isCacheable) return answer
    return { ...answer, headers: { ...answer.headers, 'cache-control': 'public, immutable' } }
  }

  #current(): OpenApiInput {
    const generation = `${this.#catalog.generation} ${this.#remotes.generation}`
    if (this.#generation !== generation) {
      this.#generation = generation
      const foreign = this.#remotes.descriptions()
      const taken = new Set(foreign.map(({ groupVersion }) => groupVersion))
      const own = this.#catalog.entries().filter(({ api }) => !taken.has(apiVersionOf(api)))
      this.#input = { ...openApiInput(own, this.#version), foreign }
    }
    return this.#input
  }
}

function openApiInput(entries: readonly CatalogEntry[], version: string): OpenApiInput {
  const custom = new Map(
    entries.flatMap((entry) =>
      entry.strategy && entry.custom ? [[gvkText(entry.api), entry.custom.schema] as const] : [],
    ),
  )
  const customSchemaOf = (gvk: GroupVersionKind) => custom.get(gvkText(gvk))
  return { resources: entries.map(describedResource), customSchemaOf, version }
}

const gvkText = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}/${kind}`

/** The resource with no more subresources than have an endpoint. */
function describedResource(entry: CatalogEntry): ApiResource {
  return entry.strategy ? { ...entry.api, subresources: [...entry.subresources.values()] } : entry.api
}

function documentAnswer(
  request: ServerRequest,
  document: OpenApiDocument,
  protobuf: ProtobufMediaType,
): Answer {
  const clauses = parseAccept(request.headers['accept'] ?? '*/*')
  for (const { type } of clauses) {
    if (type === protobuf.accepted) return encodedAnswer(request, document.protobuf(), protobuf.answered)
    if (['application/json', 'application/*', '*/*'].includes(type)) {
      return encodedAnswer(request, document.json(), 'application/json')
    }
  }
  throw new StatusError({
    reason: 'NotAcceptable',
    code: 406,
    message: `only the following media types are accepted: application/json, ${protobuf.accepted}`,
  })
}

function encodedAnswer(
  request: ServerRequest,
  { bytes, etag }: EncodedDocument,
  contentType: string,
): Answer {
  const headers = { etag, vary: 'Accept' }
  const isKnown = request.headers['if-none-match'] === etag
  return { kind: 'bytes', code: isKnown ? 304 : 200, contentType, headers, body: isKnown ? '' : bytes }
}
