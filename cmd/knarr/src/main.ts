import { type Command, commands } from './commands.ts'

const usage = (): string =>
  [
    'Usage:\n  knarr COMMAND [options]\n\nCommands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`),
    '\nUse "knarr COMMAND --help" for a command\'s options.',
  ].join('\n')

/** Runs one command; its exit code becomes the process's. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (!name || name === 'help' || name === '--help' || name === '-h') {
    console.log(usage())
    return name ? 0 : 2
  }
  const command: Command | undefined = commands.find((candidate) => candidate.name === name)
  if (!command) {
    console.error(`knarr: unknown command "${name}"\n\n${usage()}`)
    return 2
  }
  try {
    return await command.run(args)
  } catch (error) {
    if (!(error instanceof Error) || !isForUsers(error)) throw error
    console.error(`knarr: ${error.message}`)
    return 1
  }
}

/** Errors whose message is one sentence for the user; anything else is a bug and shows its stack. */
function isForUsers(error: Error): boolean {
  return ['OptionError', 'StartError', 'ConfigurationError', 'StatusError'].includes(error.name)
}

// A command runs until it says so: the clock's timers, being nobody's work, do not keep the process.
setInterval(() => {}, 2 ** 30)
process.exit(await main(process.argv.slice(2)))
