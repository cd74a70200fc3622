import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type PluginSetup, pluginOrder } from '@knarr/dns'
import { StartError } from '../start-error.ts'

/** A plugin of somebody's own, and where in the order it stands: before the one it names, at the end unless it does. */
export interface LoadedPlugin extends PluginSetup {
  readonly before?: string
}

/**
 * The order of plugins with those of the modules in it, each of which is one's default export.
 * @throws StartError for a file that is no such module
 */
export async function withPlugins(files: readonly string[]): Promise<readonly PluginSetup[]> {
  const order = [...pluginOrder]
  for (const file of files) {
    const plugin = await load(file)
    const at = order.findIndex(({ name }) => name === plugin.before)
    if (plugin.before !== undefined && at < 0)
      throw new StartError(`cannot load ${file}: there is no plugin ${plugin.before} to stand before`)
    order.splice(at < 0 ? order.length : at, 0, plugin)
  }
  return order
}

async function load(file: string): Promise<LoadedPlugin> {
  const plugin = await imported(file)
  if (!isPlugin(plugin))
    throw new StartError(
      `cannot load ${file}: its default export is no plugin with a name and a function setup`,
    )
  if (pluginOrder.some(({ name }) => name === plugin.name))
    throw new StartError(`cannot load ${file}: there is a plugin ${plugin.name} already`)
  return plugin
}

async function imported(file: string): Promise<unknown> {
  try {
    const module = await import(pathToFileURL(resolve(file)).href)
    return module.default
  } catch (cause) {
    throw new StartError(`cannot load ${file}: ${(cause as Error).message}`, { cause })
  }
}

function isPlugin(value: unknown): value is LoadedPlugin {
  if (typeof value !== 'object' || value === null) return false
  const { name, setup } = value as Partial<LoadedPlugin>
  return typeof name === 'string' && typeof setup === 'function'
}
