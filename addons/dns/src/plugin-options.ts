import { isIP } from 'node:net'
import { parseDuration } from '@knarr/machinery'
import type { Directive } from './corefile/corefile.ts'
import { CorefileError, wrongArguments } from './corefile/corefile-error.ts'
import { zonesOf } from './corefile/zone-address.ts'
import { zoneOf } from './message/name.ts'

/** Reads an option's line. */
type OptionReader = (line: Directive) => void

/** Hands every line of a directive's block to the reader of its name. @throws CorefileError for others */
export function readOptions(directive: Directive, readers: Readonly<Record<string, OptionReader>>): void {
  for (const line of directive.body ?? []) {
    const read = Object.hasOwn(readers, line.name) ? readers[line.name] : undefined
    if (!read) throw new CorefileError(line, `unknown property '${line.name}'`)
    read(line)
  }
}

/** The arguments, whose number must lie between the bounds. @throws CorefileError */
export function argumentsOf(line: Directive, least: number, most: number = least): readonly string[] {
  const { arguments: given } = line
  if (given.length < least || given.length > most) throw wrongArguments(line)
  return given
}

/** The only directive of its plugin. @throws CorefileError when there are more */
export function onlyDirective(
  directives: readonly [Directive, ...Directive[]] | readonly Directive[],
): Directive {
  const [first, second] = directives
  if (second)
    throw new CorefileError(second, `plugin '${second.name}' can only be used once per server block`)
  if (!first) throw new Error('a plugin is set up by at least one directive')
  return first
}

export function numberOf(
  line: Directive,
  text: string | undefined,
  [least, most]: readonly [number, number],
): number {
  const value = Number(text)
  if (text === undefined || !/^-?\d+$/.test(text) || value < least || value > most) {
    throw new CorefileError(line, `${line.name} must be a number in range [${least}, ${most}]: ${text}`)
  }
  return value
}

/** A duration as Go writes it, in milliseconds. @throws CorefileError */
export function durationOf(line: Directive, text: string | undefined): number {
  try {
    return parseDuration(text ?? '')
  } catch {
    throw new CorefileError(line, `time: invalid duration "${text}"`)
  }
}

/** The zones given, those of the server block when there are none. */
export function zonesOrSite(
  texts: readonly string[],
  directive: Directive,
  site: readonly string[],
): readonly string[] {
  return texts.length > 0 ? texts.flatMap((text) => zonesOf(text, directive)) : site
}

/** `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`. */
export function hostAndPort(text: string): { host: string; port: number | undefined } {
  if (isIP(text)) return { host: text, port: undefined }
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  return { host: bracketed ?? plain ?? '', port: port === undefined ? undefined : Number(port) }
}

/** Whether a name that was not found goes on to the next plugin. */
export type Fallthrough = (name: string) => boolean

export const neverFallsThrough: Fallthrough = () => false

/** Reads `fallthrough [ZONES...]`; without zones, every name goes on. */
export function fallthroughOf(line: Directive): Fallthrough {
  const zones = line.arguments.length > 0 ? line.arguments.flatMap((text) => zonesOf(text, line)) : ['.']
  return (name) => zoneOf(name, zones) !== undefined
}
