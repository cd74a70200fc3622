interface OptionOf<Type extends string, Value> {
  readonly type: Type
  readonly default?: Value
  /** One sentence; what `--help` says. */
  readonly help: string
  /** One letter: `v` for `-v`. */
  readonly short?: string
}

/** A duration's default is its text (`30s`); its value is in milliseconds. */
export type Option =
  | (OptionOf<'string', string> & { readonly oneOf?: readonly string[] })
  | OptionOf<'number', number>
  | OptionOf<'boolean', boolean>
  | OptionOf<'duration', string>
  | OptionOf<'list', readonly string[]>

/** Every option of a command by its kebab-case name. */
export type OptionTable = Readonly<Record<string, Option>>

interface ValueTypes {
  string: string
  number: number
  boolean: boolean
  duration: number
  list: readonly string[]
}

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

type ValueOf<O extends Option> = O extends { readonly default: unknown }
  ? ValueTypes[O['type']]
  : O extends { readonly type: 'boolean' | 'list' }
    ? ValueTypes[O['type']]
    : ValueTypes[O['type']] | undefined

/**
 * The values by camelCase name. An option without a default may be undefined, but a boolean is then
 * false and a list empty.
 */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table & string as CamelCase<Name>]: ValueOf<Table[Name]>
}

/** Keeps the table's exact type, so that its values are typed. */
export function defineOptions<const Table extends OptionTable>(table: Table): Table {
  return table
}

/** `bindAddress` of `bind-address`. */
export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}
