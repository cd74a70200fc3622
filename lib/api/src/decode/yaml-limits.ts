import {
  CST,
  type Document,
  isAlias,
  isCollection,
  isPair,
  Lexer,
  type Node,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { maxDepth } from './nesting-depth.ts'

/** What go-yaml allows: aliases may make up nearly all of a small document, and a tenth of a large one. */
const smallDocument = 400_000
const largeDocument = 4_000_000
const shareInSmall = 0.99
const shareInLarge = 0.1

/** What opens nodes one in another, or says something of a node that follows. */
const leading: ReadonlySet<string | null> = new Set([
  'seq-item-ind',
  'explicit-key-ind',
  'map-value-ind',
  'anchor',
  'tag',
])

const bracketDepth: Readonly<Record<string, number>> = {
  'flow-map-start': 1,
  'flow-seq-start': 1,
  'flow-map-end': -1,
  'flow-seq-end': -1,
}

/** As many as 3 MiB of anything written by or for people have; each takes the parser microseconds. */
const maxTokens = 500_000

/** The text of the first document. @throws Error where it would keep the parser for long */
export function firstDocumentOf(text: string): string {
  const limits = new TokenLimits()
  let end = 0
  let hasBegun = false
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token)
    if (hasBegun && (type === 'doc-start' || type === 'doc-end')) return text.slice(0, end)
    hasBegun ||= !beforeDocument.has(type)
    if (!markers.has(token)) end += token.length
    limits.take(type)
  }
  return text
}

const markers: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR])
const beforeDocument: ReadonlySet<string | null> = new Set([
  ...['byte-order-mark', 'doc-mode', 'comment', 'newline', 'space', 'directive-line'],
])

class TokenLimits {
  #tokens = 0
  #depth = 0
  #run = 0

  take(type: CST.TokenType | null): void {
    if (++this.#tokens > maxTokens) throw new Error('exceeded max number of tokens')
    if (type === 'space') return
    this.#depth += bracketDepth[type ?? ''] ?? 0
    this.#run = leading.has(type) ? this.#run + 1 : 0
    if (this.#depth > maxDepth || this.#run > maxDepth) throw new Error('exceeded max depth')
  }
}

/**
 * @throws Error in go-yaml's words where a document is too deep, its aliases stand for much more than what was
 * written or for themselves, or a key is no scalar
 */
export function refuseYamlBombs(document: Document.Parsed<ParsedNode>): void {
  new YamlWalk().walk(document.contents, false)
}

class YamlWalk {
  readonly #anchors = new Map<string, Node>()
  /** The collections that are being walked, one in another. */
  readonly #open = new Set<Node>()
  #read = 0
  #aliased = 0

  walk(node: unknown, isAliased: boolean): void {
    if (isPair(node)) {
      this.walk(node.key, isAliased)
      const key = isAlias(node.key) ? this.#anchors.get(node.key.source) : node.key
      if (isCollection(key)) throw new Error('invalid map key: a map or a list')
      this.walk(node.value, isAliased)
      return
    }
    this.#count(isAliased)
    if (isAlias(node)) this.walk(this.#anchors.get(node.source), true)
    const anchor = (node as { anchor?: string } | null | undefined)?.anchor
    if (anchor) this.#anchors.set(anchor, node as Node)
    if (isCollection(node)) this.#walkItems(node, isAliased, anchor)
  }

  #walkItems(node: YAMLMap | YAMLSeq, isAliased: boolean, anchor: string | undefined): void {
    if (this.#open.has(node)) throw new Error(`anchor '${anchor}' value contains itself`)
    if (this.#open.size >= maxDepth) throw new Error('exceeded max depth')
    this.#open.add(node)
    for (const item of node.items) this.walk(item, isAliased)
    this.#open.delete(node)
  }

  #count(isAliased: boolean): void {
    this.#read++
    if (isAliased) this.#aliased++
    const isLarge = this.#aliased > 100 && this.#read > 1000
    if (isLarge && this.#aliased / this.#read > allowedShare(this.#read))
      throw new Error('document contains excessive aliasing')
  }
}

function allowedShare(read: number): number {
  if (read <= smallDocument) return shareInSmall
  if (read >= largeDocument) return shareInLarge
  const step = (read - smallDocument) / (largeDocument - smallDocument)
  return shareInSmall - (shareInSmall - shareInLarge) * step
}
