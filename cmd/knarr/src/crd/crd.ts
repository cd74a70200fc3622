import { OptionError } from '@knarr/component'
import { diffDefinitions } from './diff.ts'
import { lint } from './lint.ts'

const usage = `Usage:
  knarr crd lint FILE... [options]   says what is wrong with definitions, and what their rules can cost
  knarr crd diff OLD NEW [options]   says what of one definition breaks clients and objects of the other`

/** `knarr crd`. */
export async function crd([name, ...args]: readonly string[]): Promise<number> {
  if (name === 'lint') return lint(args)
  if (name === 'diff') return diffDefinitions(args)
  if (name && name !== '--help' && name !== '-h') throw new OptionError(`unknown command "crd ${name}"`)
  console.log(usage)
  return name ? 0 : 2
}
