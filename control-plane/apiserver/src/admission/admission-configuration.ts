import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { decodeYaml } from '@knarr/api'
import { isJsonObject } from '@knarr/machinery'
import { readConfiguration } from '../configuration/read-configuration.ts'
import { ConfigurationError } from '../configuration-error.ts'
import { cannotInit } from './choose-plugins.ts'

/** What single plugins are configured with, by their names: YAML or JSON. */
export type PluginConfigurations = ReadonlyMap<string, string>

interface AdmissionConfiguration {
  readonly plugins?: readonly {
    readonly name?: string
    /** Where the configuration is, if it does not stand here; from the folder of the file on. */
    readonly path?: string
    readonly configuration?: unknown
  }[]
}

const shape = { plugins: [{ name: 'string', path: 'string', configuration: 'any' }] } as const

/** Reads upstream's `--admission-control-config-file`. @throws ConfigurationError */
export function readAdmissionConfiguration(file: string): PluginConfigurations {
  const text = readFile(file, `unable to read admission control configuration from ${JSON.stringify(file)}`)
  const configurations = new Map<string, string>()
  if (isBareNodeSelector(text)) return configurations.set('PodNodeSelector', text)
  for (const { name = '', path, configuration } of admissionConfigurationOf(text).plugins ?? []) {
    if (configurations.has(name)) continue
    if (configuration !== undefined && configuration !== null)
      configurations.set(name, JSON.stringify(configuration))
    else if (path)
      configurations.set(
        name,
        readFile(resolve(dirname(file), path), "Couldn't open admission plugin configuration"),
      )
  }
  return configurations
}

/** What a plugin makes of its configuration. @throws ConfigurationError that names the plugin */
export function configured<T>(
  configurations: PluginConfigurations | undefined,
  plugin: string,
  parse: (text: string) => T,
): T | undefined {
  const text = configurations?.get(plugin)
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch (cause) {
    throw new ConfigurationError(cannotInit(plugin, (cause as Error).message), { cause })
  }
}

function readFile(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigurationError(`${what} [${(cause as Error).message}]`, { cause })
  }
}

/** Before there was an AdmissionConfiguration, the file was that of the plugin itself. */
function isBareNodeSelector(text: string): boolean {
  try {
    const { value } = decodeYaml(Buffer.from(text))
    return isJsonObject(value) && !value.kind && 'podNodeSelectorPluginConfig' in value
  } catch {
    return false
  }
}

function admissionConfigurationOf(text: string): AdmissionConfiguration {
  try {
    return readConfiguration<AdmissionConfiguration>(text, 'AdmissionConfiguration', shape)
  } catch (cause) {
    throw new ConfigurationError(`failed to read plugin config: ${(cause as Error).message}`, { cause })
  }
}
