import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Directive, ServerBlock } from './corefile.ts'
import { CorefileError, type Location } from './corefile-error.ts'
import { type CorefileToken, lexCorefile, type Variables } from './lexer.ts'

export interface CorefileSource {
  readonly text: string
  /** Errors name it, and imports are relative to its folder. */
  readonly file: string
  readonly variables?: Variables
}

/** Reads a Corefile's server blocks, its snippets and imports put in place. @throws CorefileError */
export function parseCorefile({ text, file, variables = {} }: CorefileSource): ServerBlock[] {
  return new CorefileParser(lexCorefile(text, file, variables), variables).blocks()
}

const maxImports = 10_000

class CorefileParser {
  #tokens: CorefileToken[]
  readonly #variables: Variables
  readonly #snippets = new Map<string, CorefileToken[]>()
  #at = 0
  #imports = 0

  constructor(tokens: CorefileToken[], variables: Variables) {
    this.#tokens = tokens
    this.#variables = variables
  }

  blocks(): ServerBlock[] {
    const blocks: ServerBlock[] = []
    while (this.#peek()) {
      const block = this.#block()
      if (block) blocks.push(block)
    }
    return blocks
  }

  #block(): ServerBlock | undefined {
    const first = this.#expectMore()
    if (isWord(first, 'import')) {
      this.#at++
      this.#import(first)
      return undefined
    }
    const keys = this.#keys()
    const snippet = /^\((.+)\)$/.exec(keys[0] ?? '')?.[1]
    if (snippet !== undefined) {
      this.#defineSnippet(first, snippet)
      return undefined
    }
    return { file: first.file, line: first.line, keys, directives: this.#braced(first) }
  }

  /** Zones up to the opening brace; a comma at a line's end carries on to the next. */
  #keys(): string[] {
    const keys: string[] = []
    for (let token = this.#next(); token.text !== '{'; token = this.#next()) {
      const isCarriedOn = token.text.endsWith(',')
      const key = token.text.replace(/,$/, '')
      if (key !== '') keys.push(key)
      const next = this.#peek()
      if (next?.startsLine && !isCarriedOn && next.text !== '{') {
        throw new CorefileError(
          next,
          `Unexpected '${next.text}': a server block opens its brace on its own line`,
        )
      }
    }
    return keys
  }

  #defineSnippet(at: Location, name: string): void {
    if (this.#snippets.has(name))
      throw new CorefileError(at, `redeclaration of previously declared snippet ${name}`)
    const start = this.#at
    for (let depth = 1; depth > 0; ) {
      const { text } = this.#next()
      if (text === '{') depth++
      if (text === '}') depth--
    }
    this.#snippets.set(name, this.#tokens.slice(start, this.#at - 1))
  }

  /** Lines up to the closing brace. */
  #braced(opened: Location): Directive[] {
    const directives: Directive[] = []
    for (;;) {
      if (!this.#peek()) throw new CorefileError(opened, "Unexpected EOF: a '{' is not closed")
      const token = this.#next()
      if (isWord(token, '}')) return directives
      if (isWord(token, '{')) throw new CorefileError(token, "Unexpected '{'")
      if (isWord(token, 'import')) this.#import(token)
      else directives.push(this.#directive(token))
    }
  }

  #directive(name: CorefileToken): Directive {
    const args: string[] = []
    let body: Directive[] | undefined
    while (this.#goesOn() && this.#peek()?.text !== '}') {
      const token = this.#next()
      if (isWord(token, '{')) {
        body = this.#braced(token)
        break
      }
      args.push(token.text)
    }
    return { file: name.file, line: name.line, name: name.text, arguments: args, body }
  }

  /** Whether the next word is on the line of the last. */
  #goesOn(): boolean {
    return this.#peek()?.startsLine === false
  }

  /** Puts a snippet's or a file's words where the import stood. */
  #import(at: CorefileToken): void {
    const name = this.#peek()
    if (!name || name.startsLine) {
      throw new CorefileError(at, "Wrong argument count or unexpected line ending after 'import'")
    }
    this.#at++
    if (++this.#imports > maxImports) throw new CorefileError(at, `maximum number of imports reached`)
    const words = [...(this.#snippets.get(name.text) ?? this.#readFiles(at, name.text))]
    this.#tokens.splice(this.#at, 0, ...words)
  }

  #readFiles(at: CorefileToken, pattern: string): CorefileToken[] {
    const isGlob = /[*?[]/.test(pattern)
    const path = resolve(dirname(at.file), pattern)
    const files = isGlob ? globSync(path).sort() : [path]
    return files.flatMap((file) => {
      try {
        return lexCorefile(readFileSync(file, 'utf8'), file, this.#variables)
      } catch (cause) {
        throw new CorefileError(at, `File to import not found: ${pattern} (${(cause as Error).message})`)
      }
    })
  }

  #peek(): CorefileToken | undefined {
    return this.#tokens[this.#at]
  }

  #expectMore(): CorefileToken {
    const token = this.#peek()
    if (token) return token
    const last = this.#tokens.at(-1) ?? { file: 'Corefile', line: 1 }
    throw new CorefileError(last, 'Unexpected EOF')
  }

  #next(): CorefileToken {
    const token = this.#expectMore()
    this.#at++
    return token
  }
}

function isWord({ text, isQuoted }: CorefileToken, word: string): boolean {
  return text === word && !isQuoted
}
