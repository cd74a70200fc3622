import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, readOptions } from '../../plugin-options.ts'

/** Listens at the given addresses, or those of the given interfaces, instead of at all. */
export const bind: PluginSetup = {
  name: 'bind',

  setup(directives, site) {
    const except = new Set<string>()
    for (const directive of directives) {
      readOptions(directive, {
        except: (line) => {
          for (const text of argumentsOf(line, 1, 1000))
            for (const address of addressesOf(text, line)) except.add(address)
        },
      })
    }
    const addresses = directives.flatMap((directive) =>
      argumentsOf(directive, 1, 1000).flatMap((text) => addressesOf(text, directive)),
    )
    site.bindAddresses = [...new Set(addresses)].filter((address) => !except.has(address))
    return undefined
  },
}

function addressesOf(text: string, at: Directive): string[] {
  if (isIP(text)) return [text]
  const found = networkInterfaces()[text]
  if (!found) throw new CorefileError(at, `not a valid IP address or interface name: ${text}`)
  return found.filter(({ address }) => !address.startsWith('fe80:')).map(({ address }) => address)
}
