import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Document, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml'
import { StartError } from '../start-error.ts'

/** What a kubeconfig needs to say about one cluster, in base64 where it is PEM. */
export interface KubeconfigEntry {
  readonly server: string
  readonly certificateAuthorityData: string
  readonly clientCertificateData: string
  readonly clientKeyData: string
}

const contextName = 'knarr'

/** Writes a kubeconfig of its own. @throws StartError */
export function writeKubeconfig(path: string, entry: KubeconfigEntry): void {
  replaceFile(path, stringify({ apiVersion: 'v1', kind: 'Config', preferences: {}, ...sectionsOf(entry) }))
}

/**
 * Merges the context `knarr` into the kubeconfig kubectl reads by default and makes it the current one when
 * there is none; everything else, comments included, stays. Resolves with the file's path.
 * @throws StartError when the file cannot be read or is no kubeconfig
 */
export function mergeKubeconfig(entry: KubeconfigEntry): string {
  const path = defaultKubeconfig()
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (!text.trim()) {
    writeKubeconfig(path, entry)
    return path
  }
  const document = parseDocument(text)
  if (document.errors.length > 0 || !document.contents || !('items' in document.contents)) {
    throw new StartError(`${path} is not a kubeconfig; give another file with --kubeconfig`)
  }
  const sections = sectionsOf(entry)
  for (const section of ['clusters', 'contexts', 'users'] as const)
    putNamed(document, section, sections[section][0])
  if (!document.get('current-context')) document.set('current-context', contextName)
  const merged = document.toString()
  if (merged !== text) replaceFile(path, merged)
  return path
}

/** Puts `item` into a list by its name, in place of the one that has it. */
function putNamed(document: Document, section: string, item: unknown): void {
  let list = document.get(section) as YAMLSeq | undefined
  if (!list || !('items' in list)) {
    document.set(section, document.createNode([]))
    list = document.get(section) as YAMLSeq
  }
  const node = document.createNode(item)
  const at = list.items.findIndex((existing) => (existing as YAMLMap).get?.('name') === contextName)
  if (at >= 0) list.items[at] = node
  else list.items.push(node)
}

function defaultKubeconfig(): string {
  const [first] = (process.env.KUBECONFIG ?? '').split(':').filter(Boolean)
  return first ?? join(homedir(), '.kube', 'config')
}

function sectionsOf(entry: KubeconfigEntry): Record<'clusters' | 'contexts' | 'users', object[]> & object {
  const cluster = { server: entry.server, 'certificate-authority-data': entry.certificateAuthorityData }
  const user = {
    'client-certificate-data': entry.clientCertificateData,
    'client-key-data': entry.clientKeyData,
  }
  return {
    clusters: [{ name: contextName, cluster }],
    contexts: [{ name: contextName, context: { cluster: contextName, user: contextName } }],
    'current-context': contextName,
    users: [{ name: contextName, user }],
  } as ReturnType<typeof sectionsOf>
}

function replaceFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const next = `${path}.knarr-${process.pid}`
    writeFileSync(next, text, { mode: 0o600 })
    renameSync(next, path)
  } catch (cause) {
    throw new StartError(`cannot write the kubeconfig ${path}: ${(cause as Error).message}`, { cause })
  }
}
