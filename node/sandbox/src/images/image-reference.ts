/** A parsed image name: `docker.io/library/nginx:latest`. */
export interface ImageReference {
  /** `docker.io`, `localhost:5000` */
  readonly registry: string
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

/** Reads an image name as users write it: `docker.io`, `library/` and `latest` are implied. Throws on nonsense. */
export function parseImageReference(name: string): ImageReference {
  const [path = '', digest] = name.split('@')
  const { repositoryPath, tag } = splitTag(path)
  const { registry, repository } = splitRegistry(repositoryPath)
  const isValid = repository.split('/').every((part) => /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(part))
  if (!isValid || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) {
    throw new Error(`failed to parse reference ${JSON.stringify(name)}: invalid reference format`)
  }
  if (digest === undefined) return { registry, repository, tag: tag ?? 'latest' }
  return { registry, repository, digest, ...(tag && { tag }) }
}

/** A colon before the last slash is a port's. */
function splitTag(path: string): { repositoryPath: string; tag?: string } {
  const match = /^(.+):([\w][\w.-]{0,127})$/.exec(path)
  return match?.[1] && match[2] ? { repositoryPath: match[1], tag: match[2] } : { repositoryPath: path }
}

/** The first part is a registry when it could be a host: `docker.io`, `host:5000`, `localhost`. */
function splitRegistry(path: string): { registry: string; repository: string } {
  const [first = '', ...rest] = path.split('/')
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) {
    const repository = rest.join('/')
    const isHub = first === 'docker.io' || first === 'index.docker.io'
    return isHub ? inHub(repository) : { registry: first, repository }
  }
  return inHub(path)
}

function inHub(path: string): { registry: string; repository: string } {
  return { registry: 'docker.io', repository: path.includes('/') ? path : `library/${path}` }
}

/** The full name: `docker.io/library/nginx:latest`, or with its digest alone. */
export function referenceText({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${digest ? `@${digest}` : `:${tag ?? 'latest'}`}`
}
