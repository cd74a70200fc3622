import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { every, type Timer } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { fqdn, zoneOf } from '../../message/name.ts'
import { Pattern } from '../../pattern.ts'
import type { Environment, PluginSetup } from '../../plugin.ts'
import {
  argumentsOf,
  durationOf,
  neverFallsThrough,
  onlyDirective,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'
import { parseZone } from '../file/parse-zone.ts'
import { Zone } from '../file/zone.ts'
import { answerFromZones } from '../file/zone-answers.ts'

interface Options {
  directory: string
  pattern: Pattern
  /** A zone's name, `{1}` being what the pattern's first group found in the file's name. */
  template: string
  reloadMs: number
}

const longestPattern = 10_000

/** Answers from every zone file of a folder; files may come, change and go. */
export const auto: PluginSetup = {
  name: 'auto',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const origins = zonesOrSite(directive.arguments, directive, site.zones)
    const options = optionsOf(directive, site.root)
    const folder = new ZoneFolder(options, site.environment)
    folder.read()
    let timer: Timer | undefined
    site.onStart(() => {
      if (options.reloadMs > 0) timer = every(site.environment.clock, options.reloadMs, () => folder.read())
    })
    site.onStop(() => timer?.cancel())
    site.zoneSources.push({
      zone: (name) => folder.zone(name)?.records(),
      onChange: (changed) => folder.onChange(changed),
    })
    const served = {
      plugin: 'auto',
      origins: () => folder.names().filter((name) => zoneOf(name, origins) !== undefined),
      zone: (origin: string) => folder.zone(origin),
      fallthrough: () => neverFallsThrough,
    }
    return answerFromZones(served, site)
  },
}

class ZoneFolder {
  readonly #options: Options
  readonly #logger: Environment['logger']
  readonly #listeners: (() => void)[] = []
  #files = new Map<string, { readonly modified: number; readonly zone: Zone }>()

  constructor(options: Options, { logger }: Environment) {
    this.#options = options
    this.#logger = logger
  }

  names(): readonly string[] {
    return [...this.#files.keys()]
  }

  zone(name: string): Zone | undefined {
    return this.#files.get(name)?.zone
  }

  onChange(changed: () => void): void {
    this.#listeners.push(changed)
  }

  /** A file that cannot be read leaves its zone as it was. */
  read(): void {
    const old = this.#files
    this.#files = new Map(
      this.#paths().flatMap(({ path, origin }) => {
        const held = old.get(origin)
        const found = this.#load(path, origin, held)
        return found ? [[origin, found]] : []
      }),
    )
    for (const name of old.keys())
      if (!this.#files.has(name)) this.#logger.info(`plugin/auto: Deleting zone \`${name}'`)
    const isSame =
      old.size === this.#files.size && [...old].every(([name, file]) => this.#files.get(name) === file)
    if (!isSame) for (const listener of this.#listeners) listener()
  }

  #load(
    path: string,
    origin: string,
    held: { readonly modified: number; readonly zone: Zone } | undefined,
  ): { readonly modified: number; readonly zone: Zone } | undefined {
    try {
      const modified = statSync(path).mtimeMs
      if (held?.modified === modified) return held
      const include = (included: string): string => readFileSync(resolve(dirname(path), included), 'utf8')
      const zone = new Zone(origin, parseZone(readFileSync(path, 'utf8'), origin, include))
      this.#logger.info(`plugin/auto: Inserting zone \`${origin}' from: ${path}`)
      return { modified, zone }
    } catch (error) {
      this.#logger.warn(`plugin/auto: Parse zone \`${origin}': ${(error as Error).message}`)
      return held
    }
  }

  #paths(): readonly { path: string; origin: string }[] {
    const { directory, pattern, template } = this.#options
    try {
      return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap(({ parentPath, name }) => {
          const match = pattern.match(basename(name))?.groups
          const origin = match && template.replace(/\{(\d+)\}/g, (_, group) => match[Number(group)] ?? '')
          return origin ? [{ path: join(parentPath, name), origin: fqdn(origin.toLowerCase()) }] : []
        })
    } catch (error) {
      this.#logger.warn(`plugin/auto: error reading ${directory}: ${(error as Error).message}`)
      return []
    }
  }
}

function optionsOf(directive: Directive, root: string): Options {
  const options: Options = {
    directory: '',
    pattern: new Pattern('db\\.(.*)'),
    template: '{1}',
    reloadMs: 60_000,
  }
  readOptions(directive, {
    directory: (line) => {
      const [directory = '', pattern, template] = argumentsOf(line, 1, 3)
      options.directory = resolve(root, directory)
      if (pattern !== undefined) options.pattern = patternOf(line, pattern)
      if (template !== undefined) options.template = template
    },
    reload: (line) => {
      options.reloadMs = durationOf(line, argumentsOf(line, 1)[0])
    },
  })
  if (options.directory === '') throw new CorefileError(directive, 'no directory to read zones from')
  return options
}

function patternOf(line: Directive, text: string): Pattern {
  if (text.length > longestPattern) throw new CorefileError(line, 'regexp too large')
  try {
    const pattern = new Pattern(text)
    if (pattern.groupCount > 0) return pattern
  } catch (cause) {
    throw new CorefileError(line, (cause as Error).message)
  }
  throw new CorefileError(line, 'Need at least one sub expression')
}
