import { emptyReply, type Handler, type Plugin } from './plugin.ts'

/** Answers what no plugin wanted, as CoreDNS does at the end of a chain. */
export const refuse: Handler = async () => emptyReply('REFUSED')

/** Folds plugins into one handler; the first plugin is the outermost. */
export function chainOf(plugins: readonly Plugin[]): Handler {
  return plugins.reduceRight<Handler>((next, plugin) => plugin(next), refuse)
}
