import { isIP } from 'node:net'
import { isJsonObject } from '@knarr/machinery'
import { fqdn } from '../message/name.ts'
import { hostAndPort } from '../plugin-options.ts'
import { defaultCorefile } from './default-corefile.ts'

export interface TranslatedConfig {
  readonly corefile: string
  /** What of the old configuration is left out, and why. */
  readonly warnings: readonly string[]
}

/** The Corefile that does what the ConfigMap of kube-dns said. @throws Error where its JSON is none */
export function translateKubeDns(data: Readonly<Record<string, string>>, domain: string): TranslatedConfig {
  const warnings: string[] = []
  const addressesOf = (texts: readonly string[], of: string): string[] =>
    texts.filter((text) => {
      const isAddress = isIP(hostAndPort(text).host) !== 0
      if (!isAddress) warnings.push(`${of}: "${text}" is no address and was left out`)
      return isAddress
    })
  const upstreams = addressesOf(listIn(data, 'upstreamNameservers'), 'upstreamNameservers')
  const main = defaultCorefile(domain, {
    ...(upstreams.length > 0 && { upstreams: upstreams.join(' ') }),
    more: federationDirective(data, domain),
  })
  const stubs = Object.entries(stubDomainsIn(data)).flatMap(([stub, servers]) => {
    const addresses = addressesOf(servers, `stubDomains: ${stub}`)
    return addresses.length > 0 ? [stubBlock(stub, addresses)] : []
  })
  return { corefile: [main, ...stubs].join(''), warnings }
}

function stubBlock(domain: string, addresses: readonly string[]): string {
  return `${fqdn(domain).slice(0, -1)}:53 {
    errors
    cache 30
    loop
    forward . ${addresses.join(' ')}
}
`
}

function federationDirective(data: Readonly<Record<string, string>>, domain: string): string {
  const value = jsonIn(data, 'federations')
  if (value === undefined) return ''
  if (!isMapOfTexts(value)) throw unreadable('federations', 'it is no map of strings')
  const lines = Object.entries(value).map(([name, at]) => `       ${name} ${at}\n`)
  return lines.length > 0 ? `    federation ${domain} {\n${lines.join('')}    }\n` : ''
}

function isMapOfTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string')
}

function listIn(data: Readonly<Record<string, string>>, key: string): readonly string[] {
  const value = jsonIn(data, key)
  if (value === undefined) return []
  if (!isListOfTexts(value)) throw unreadable(key, 'it is no list of strings')
  return value
}

function stubDomainsIn(data: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const value = jsonIn(data, 'stubDomains')
  if (value === undefined) return {}
  if (!isJsonObject(value)) throw unreadable('stubDomains', 'it is no map')
  for (const servers of Object.values(value))
    if (!isListOfTexts(servers)) throw unreadable('stubDomains', 'its values are no lists of strings')
  return value as Readonly<Record<string, readonly string[]>>
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function jsonIn(data: Readonly<Record<string, string>>, key: string): unknown {
  const text = data[key]
  if (text === undefined || text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unreadable(key, (cause as Error).message)
  }
}

function unreadable(key: string, reason: string): Error {
  return new Error(`failed to parse JSON from kube-dns ConfigMap: ${key}: ${reason}`)
}
