import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { type Client, createClient } from '@knarr/client'
import { createLogger, type Logger } from '@knarr/component'
import { runCommand } from '@knarr/linux'
import { systemClock, systemRandom } from '@knarr/machinery'
import { chooseProxyMode, cleanUpProxy, type ProxyOptions, runProxy, setConntrack } from '@knarr/proxy'
import { stringify } from 'yaml'
import { signalled } from '../up/signalled.ts'
import { configurationOf } from './configuration-of.ts'
import { planProxy } from './plan-proxy.ts'
import { proxyAccess } from './proxy-access.ts'
import { type ProxyCommandOptions, parseProxyOptions } from './proxy-options.ts'
import { readNetwork } from './read-network.ts'
import { traceProxy } from './trace-proxy.ts'

const enter = (command: readonly string[]): string[] => [...command]

/** `knarr proxy`: runs until a signal; `plan` and `trace` only tell. */
export async function proxy(args: readonly string[]): Promise<number> {
  if (args[0] === 'plan') return planProxy(args.slice(1))
  if (args[0] === 'trace') return traceProxy(args.slice(1))
  const options = parseProxyOptions(args)
  if ('help' in options) {
    console.log(options.help)
    return 0
  }
  const logger = createLogger({
    level: 'info',
    write: (line) => void process.stderr.write(line),
    clock: systemClock,
  })
  if (options.writeConfigTo !== '') {
    await writeFile(options.writeConfigTo, stringify(configurationOf(options, options.choice.mode)))
    logger.info(`wrote the configuration to ${options.writeConfigTo}`)
    return 0
  }
  if (options.cleanup) {
    await cleanUpProxy({ clock: systemClock, logger, enter })
    return 0
  }
  if (options.initOnly) {
    await setConntrack(options.conntrack, { cores: availableParallelism(), logger, enter })
    return 0
  }
  await adjustOomScore(options.oomScoreAdj, logger)
  const stopped = signalled()
  using access = await proxyAccess(options)
  const running = runProxy(await settingsOf(options, createClient(access.transport), logger))
  await stopped
  await running.stop()
  return 0
}

async function settingsOf(
  options: ProxyCommandOptions,
  client: Client,
  logger: Logger,
): Promise<ProxyOptions> {
  const { choice, conntrack, health, metrics } = options
  const { mode: wanted, ipvs, iptables } = choice
  const { scheduler } = ipvs
  const mode = await chooseProxyMode({ wanted, scheduler, logger, run: runCommand, enter })
  if (mode !== 'userspace') await setConntrack(conntrack, { cores: availableParallelism(), logger, enter })
  return {
    ...{ client, clock: systemClock, random: systemRandom, logger, enter, ipvs, iptables },
    ...(await readNetwork(options, client)),
    mode,
    listeners: {
      ...{ ...(health && { health }), ...(metrics && { metrics }) },
      configuration: configurationOf(options, mode),
    },
  }
}

/** Takes root where it is below what it was; without it the proxy runs all the same. */
async function adjustOomScore(score: number, logger: Logger): Promise<void> {
  try {
    await writeFile('/proc/self/oom_score_adj', String(score))
  } catch (error) {
    logger.warn(`cannot set the OOM score to ${score}: ${(error as Error).message}`)
  }
}
