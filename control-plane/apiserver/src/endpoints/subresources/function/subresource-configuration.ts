import { readFileSync } from 'node:fs'
import type { WebhookClientConfig } from '@knarr/api/admissionregistration/v1'
import { type FieldShapes, readConfiguration } from '../../../configuration/read-configuration.ts'
import { ConfigurationError } from '../../../configuration-error.ts'
import { type SubresourceFunction, type SubresourceVerb, subresourceVerbs } from './subresource-function.ts'

interface Declared {
  readonly name?: string
  readonly resource?: {
    readonly group?: string
    readonly version?: string
    readonly plural?: string
    readonly kind?: string
    readonly namespaced?: boolean
  }
  readonly kind?: { readonly group?: string; readonly version?: string; readonly kind?: string }
  readonly schema?: object
  readonly verbs?: readonly string[]
  readonly clientConfig?: WebhookClientConfig
  readonly timeoutSeconds?: number
}

const service: FieldShapes = { namespace: 'string', name: 'string', path: 'string', port: 'any' }
const clientConfig: FieldShapes = { url: 'string', caBundle: 'string', service }
const kind: FieldShapes = { group: 'string', version: 'string', kind: 'string' }
const resource: FieldShapes = { ...kind, plural: 'string', namespaced: 'boolean' }
const declared: FieldShapes = {
  ...{ name: 'string', verbs: ['string'], timeoutSeconds: 'any', schema: 'any' },
  ...{ clientConfig, resource, kind },
}
const shape: FieldShapes = { subresources: [declared] }

/** Reads the subresources that servers of one's own answer for: a SubresourceConfiguration. @throws ConfigurationError */
export function readSubresourceConfiguration(file: string): readonly SubresourceFunction[] {
  try {
    const text = readFileSync(file, 'utf8')
    const { subresources = [] } = readConfiguration<{ subresources?: readonly Declared[] }>(
      text,
      'SubresourceConfiguration',
      shape,
      'knarr.io',
    )
    return subresources.map(declaredOf)
  } catch (cause) {
    throw new ConfigurationError(`cannot read subresources from ${file}: ${(cause as Error).message}`, {
      cause,
    })
  }
}

function declaredOf(declared: Declared, index: number): SubresourceFunction {
  const { name, resource, kind, schema, verbs = [], timeoutSeconds } = declared
  const at = `subresources[${index}]`
  const unknown = verbs.find((verb) => !subresourceVerbs.some((each) => each === verb))
  if (unknown !== undefined)
    throw new Error(
      `${at}.verbs: Unsupported value: "${unknown}": supported values: ${subresourceVerbs.map((verb) => `"${verb}"`).join(', ')}`,
    )
  const { url, service } = declared.clientConfig ?? {}
  if (!url === !service)
    throw new Error(`${at}.clientConfig: Required value: exactly one of url or service is required`)
  return {
    name: named(name, `${at}.name`),
    resource: {
      ...{ group: resource?.group ?? '', version: named(resource?.version, `${at}.resource.version`) },
      plural: named(resource?.plural, `${at}.resource.plural`),
      kind: named(resource?.kind, `${at}.resource.kind`),
      namespaced: resource?.namespaced ?? true,
    },
    ...(kind
      ? {
          kind: {
            group: kind.group ?? '',
            version: kind.version ?? 'v1',
            kind: named(kind.kind, `${at}.kind.kind`),
          },
        }
      : {}),
    ...(schema ? { schema } : {}),
    backend: {
      ...{ clientConfig: declared.clientConfig ?? {}, verbs: verbs as readonly SubresourceVerb[] },
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    },
  }
}

function named(text: string | undefined, field: string): string {
  if (text) return text
  throw new Error(`${field}: Required value`)
}
