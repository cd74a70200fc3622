import { parse as parseYaml } from 'yaml'
import { nearest } from './nearest.ts'
import { OptionError } from './option-error.ts'
import { camelCase, type OptionTable, type OptionValues } from './option-table.ts'
import { defaultValue, type OptionValue, valueOfConfig, valueOfText } from './option-value.ts'

export interface ParsedOptions<Table extends OptionTable> {
  readonly values: OptionValues<Table>
  /** What is no flag, in order; everything after `--` is none. */
  readonly positional: readonly string[]
  /** `--help` or `-h` was there: print the help and do nothing else. */
  readonly wantsHelp: boolean
}

/** What was set, by kebab-case name. */
type Settings = Map<string, OptionValue>

/**
 * Reads flags (`--name value`, `--name=value`, `--name` of a boolean) and, below them, a config file of
 * YAML or JSON whose keys are the same names. A flag wins over the file, the file over the default.
 */
export function parseOptions<Table extends OptionTable>(
  table: Table,
  argv: readonly string[],
  configText = '',
): ParsedOptions<Table> {
  const flags = new FlagParser(table, argv)
  flags.parse()
  const configured = configSettings(table, configText)
  const values: Record<string, OptionValue | undefined> = {}
  for (const [name, option] of Object.entries(table)) {
    values[camelCase(name)] = flags.settings.get(name) ?? configured.get(name) ?? defaultValue(option)
  }
  const { positional, wantsHelp } = flags
  return { values: values as OptionValues<Table>, positional, wantsHelp }
}

function configSettings(table: OptionTable, text: string): Settings {
  const settings: Settings = new Map()
  const config = readConfig(text)
  for (const [name, entry] of Object.entries(config)) {
    const option = Object.hasOwn(table, name) ? table[name] : undefined
    if (!option) throw new OptionError(`unknown option "${name}" in the config file${hint(table, name, '')}`)
    if (entry !== null) settings.set(name, valueOfConfig(option, entry, `"${name}" in the config file`))
  }
  return settings
}

function readConfig(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  const config: unknown = parsedYaml(text) ?? {}
  if (typeof config !== 'object' || Array.isArray(config)) {
    throw new OptionError('the config file must map option names to values')
  }
  return config as Record<string, unknown>
}

function parsedYaml(text: string): unknown {
  try {
    return parseYaml(text)
  } catch (cause) {
    const [firstLine = ''] = (cause as Error).message.split('\n')
    throw new OptionError(`the config file is not valid YAML or JSON: ${firstLine}`, { cause })
  }
}

function hint(table: OptionTable, name: string, dashes: string): string {
  const guess = nearest(name, Object.keys(table))
  return guess ? `, did you mean ${dashes}${guess}?` : ''
}

class FlagParser {
  readonly settings: Settings = new Map()
  readonly positional: string[] = []
  wantsHelp = false
  readonly #table: OptionTable
  readonly #rest: string[]

  constructor(table: OptionTable, argv: readonly string[]) {
    this.#table = table
    this.#rest = [...argv]
  }

  parse(): void {
    for (let argument = this.#rest.shift(); argument !== undefined; argument = this.#rest.shift()) {
      if (argument === '--') {
        this.positional.push(...this.#rest.splice(0))
      } else if (argument === '-' || !argument.startsWith('-')) {
        this.positional.push(argument)
      } else {
        this.#flag(argument)
      }
    }
  }

  #flag(argument: string): void {
    const [, dashes = '', name = '', value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(argument) ?? []
    const known = this.#nameOf(dashes, name)
    if (known !== undefined) this.#set(known, `${dashes}${name}`, value)
    else if (name === 'help' || name === 'h') this.wantsHelp = true
    else throw new OptionError(`unknown flag ${dashes}${name}${hint(this.#table, name, '--')}`)
  }

  #nameOf(dashes: string, name: string): string | undefined {
    if (dashes === '--') return Object.hasOwn(this.#table, name) ? name : undefined
    return Object.keys(this.#table).find((long) => this.#table[long]?.short === name)
  }

  #set(name: string, flag: string, inline: string | undefined): void {
    const option = this.#table[name]
    if (!option) return
    const text = inline ?? (option.type === 'boolean' ? 'true' : this.#rest.shift())
    if (text === undefined) throw new OptionError(`flag ${flag} needs a value`)
    const value = valueOfText(option, text, `flag ${flag}`)
    const before = this.settings.get(name)
    this.settings.set(name, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value)
  }
}
