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
  const tagMatch = /^(.*):([\w][\w.-]{0,127})$/.exec(path)
  const isPort = tagMatch?.[2] !== undefined && path.slice(path.lastIndexOf(':')).includes('/')
  const [repositoryPath, tag] = tagMatch && !isPort ? [tagMatch[1] ?? '', tagMatch[2]] : [path, undefined]
  const [first = '', ...rest] = repositoryPath.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const registry = hasRegistry ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io'
  const repository = hasRegistry ? rest.join('/') : repositoryPath
  const isValid = repository.split('/').every((part) => /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(part))
  if (!isValid || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) {
    throw new Error(`failed to parse reference ${JSON.stringify(name)}: invalid reference format`)
  }
  const isOfficial = registry === 'docker.io' && !repository.includes('/')
  return {
    registry,
    repository: isOfficial ? `library/${repository}` : repository,
    ...(digest === undefined ? { tag: tag ?? 'latest' } : { digest, ...(tag && { tag }) }),
  }
}

/** The full name: `docker.io/library/nginx:latest`, or with its digest alone. */
export function referenceText({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${digest ? `@${digest}` : `:${tag ?? 'latest'}`}`
}
