import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { type ImageReference, referenceText } from './image-reference.ts'
import {
  type Descriptor,
  indexTypes,
  type Manifest,
  type ManifestIndex,
  manifestTypes,
  pickManifest,
} from './oci.ts'

export interface RegistryCredentials {
  readonly username: string
  readonly password: string
}

export interface RegistryOptions {
  /** Base addresses to ask in place of a registry, by its name: `docker.io` → `http://127.0.0.1:5000`. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>
  /** By default the global `fetch`. */
  readonly fetch?: typeof fetch
}

/** A registry that did not give what it was asked for. */
export class RegistryError extends Error {
  /** HTTP's; 0 when there was no answer. */
  readonly status: number

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RegistryError'
    this.status = status
  }
}

export interface FoundManifest {
  readonly manifest: Manifest
  /** Of what the reference names: the index, where there is one. */
  readonly digest: string
}

interface RegistryRequest {
  readonly path: string
  readonly accept?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** Talks to the registry of one image (OCI distribution, Docker's v2). */
export class RegistryClient {
  readonly #reference: ImageReference
  readonly #options: RegistryOptions
  readonly #credentials: RegistryCredentials | undefined
  readonly #signal: AbortSignal | undefined
  #authorization: string | undefined
  #base: string | undefined

  constructor(
    reference: ImageReference,
    options: RegistryOptions,
    access: { auth?: RegistryCredentials | undefined; signal?: AbortSignal | undefined } = {},
  ) {
    this.#reference = reference
    this.#options = options
    this.#credentials = access.auth
    this.#signal = access.signal
  }

  /** Finds the manifest for Linux on `architecture`. */
  async manifest(architecture: string): Promise<FoundManifest> {
    const { tag, digest: wanted } = this.#reference
    const top = await this.#readManifest(wanted ?? tag ?? 'latest', wanted)
    if (!isIndex(top.body)) return { manifest: top.body, digest: top.digest }
    const picked = pickManifest(top.body, architecture)
    if (!picked) throw new RegistryError(`no match for platform in manifest: not found`, 404)
    const { body } = await this.#readManifest(picked.digest, picked.digest)
    return { manifest: body as Manifest, digest: top.digest }
  }

  async #readManifest(
    name: string,
    wanted?: string,
  ): Promise<{ body: Manifest | ManifestIndex; digest: string }> {
    const accept = [...manifestTypes, ...indexTypes]
    const response = await this.#get({ path: `manifests/${name}`, accept })
    const bytes = Buffer.from(await response.arrayBuffer())
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    if (wanted && wanted !== digest)
      throw new RegistryError(`manifest has digest ${digest}, not ${wanted}`, 0)
    return { body: JSON.parse(bytes.toString()), digest }
  }

  /** The bytes of a blob; reading them fails at the end if they have another digest. */
  async blob({ digest, size }: Descriptor): Promise<Readable> {
    const response = await this.#get({ path: `blobs/${digest}` })
    if (!response.body) throw new RegistryError(`blob ${digest} is empty`, 0)
    const source = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    const verifier = verifying(digest, size)
    source.on('error', (error) => verifier.destroy(error))
    verifier.on('close', () => source.destroy())
    return source.pipe(verifier)
  }

  async #get(request: RegistryRequest): Promise<Response> {
    const bases = this.#base ? [this.#base] : this.#bases()
    let failure: RegistryError | undefined
    for (const base of bases) {
      try {
        const response = await this.#getFrom(base, request)
        this.#base = base
        return response
      } catch (error) {
        failure = error as RegistryError
      }
    }
    throw failure ?? new RegistryError('no registry to ask', 0)
  }

  async #getFrom(base: string, request: RegistryRequest): Promise<Response> {
    const url = `${base}/v2/${this.#reference.repository}/${request.path}`
    let response = await this.#fetch(url, request.accept)
    const challenge = response.status === 401 ? response.headers.get('www-authenticate') : null
    if (challenge) {
      await response.body?.cancel()
      this.#authorization = await this.#authorize(challenge)
      response = await this.#fetch(url, request.accept)
    }
    if (response.ok) return response
    await response.body?.cancel()
    throw new RegistryError(this.#problem(url, response.status), response.status)
  }

  #problem(url: string, status: number): string {
    const name = referenceText(this.#reference)
    if (status === 404) return `${name}: not found`
    if (status === 401 || status === 403) {
      return 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
    }
    return `unexpected status from GET request to ${url}: ${status}`
  }

  async #fetch(url: string, accept?: readonly string[]): Promise<Response> {
    const headers = new Headers()
    if (this.#authorization) headers.set('authorization', this.#authorization)
    if (accept) headers.set('accept', accept.join(', '))
    try {
      return await (this.#options.fetch ?? fetch)(url, {
        headers,
        ...(this.#signal && { signal: this.#signal }),
      })
    } catch (error) {
      const cause = (error as Error).cause as Error | undefined
      const reason = cause?.message || (error as Error).message
      throw new RegistryError(`failed to do request: Get ${JSON.stringify(url)}: ${reason}`, 0, {
        cause: error,
      })
    }
  }

  /** Answers a `Basic` challenge, or gets a token for a `Bearer` one. */
  async #authorize(challenge: string): Promise<string> {
    const basic =
      this.#credentials &&
      `Basic ${Buffer.from(`${this.#credentials.username}:${this.#credentials.password}`).toString('base64')}`
    if (!/^bearer /i.test(challenge)) {
      if (!basic) throw new RegistryError('no basic auth credentials', 401)
      return basic
    }
    const url = tokenUrl(challenge, this.#reference.repository)
    this.#authorization = basic
    const response = await this.#fetch(url)
    if (!response.ok)
      throw new RegistryError(
        `failed to authorize: failed to fetch oauth token: unexpected status: ${response.status}`,
        response.status,
      )
    const token = (await response.json()) as { token?: string; access_token?: string }
    return `Bearer ${token.token ?? token.access_token}`
  }

  /** Where to ask: mirrors first; a registry on this machine speaks plain HTTP. */
  #bases(): string[] {
    const { registry } = this.#reference
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host)
    return [...(this.#options.mirrors?.[registry] ?? []), `${isLocal ? 'http' : 'https'}://${host}`]
  }
}

/** Where a `Bearer` challenge says to get a token. */
function tokenUrl(challenge: string, repository: string): string {
  const parameters = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  )
  const url = new URL(parameters.get('realm') ?? '')
  const service = parameters.get('service')
  if (service) url.searchParams.set('service', service)
  url.searchParams.set('scope', parameters.get('scope') ?? `repository:${repository}:pull`)
  return url.href
}

function isIndex(body: Manifest | ManifestIndex): body is ManifestIndex {
  return 'manifests' in body
}

/** Passes bytes on and fails at the end if they are not what `digest` and `size` say. */
export function verifying(digest: string, size?: number): Transform {
  const hash = createHash('sha256')
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      seen += chunk.length
      done(null, chunk)
    },
    flush(done) {
      const actual = `sha256:${hash.digest('hex')}`
      const isRight = actual === digest && (size === undefined || size === seen)
      done(
        isRight
          ? null
          : new RegistryError(`unexpected digest ${actual} (${seen} bytes), expected ${digest}`, 0),
      )
    },
  })
}
