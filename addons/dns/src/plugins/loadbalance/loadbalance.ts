import { CorefileError } from '../../corefile/corefile-error.ts'
import type { ResourceRecord } from '../../message/record.ts'
import type { PluginSetup, Reply } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

/** Shuffles the address and mail records of answers, aliases first. */
export const loadbalance: PluginSetup = {
  name: 'loadbalance',

  setup(directives, { environment: { random } }) {
    const directive = onlyDirective(directives)
    const [policy = 'round_robin'] = argumentsOf(directive, 0, 1)
    if (policy !== 'round_robin') throw new CorefileError(directive, `unknown policy: ${policy}`)
    const shuffle = (records: readonly ResourceRecord[]): readonly ResourceRecord[] => {
      if (records.length < 2) return records
      const fixed = records.filter(({ type }) => !balanced.has(type))
      const moved = records.filter(({ type }) => balanced.has(type))
      for (let index = moved.length - 1; index > 0; index--) {
        const other = Math.floor(random.next() * (index + 1))
        const held = moved[index] as ResourceRecord
        moved[index] = moved[other] as ResourceRecord
        moved[other] = held
      }
      return [...fixed, ...moved]
    }
    const balance = ({ repeat, ...reply }: Reply): Reply => ({
      ...reply,
      answers: shuffle(reply.answers),
      additionals: shuffle(reply.additionals),
      // The server brings another of the answers forward by itself; more than that is done here each time.
      ...(repeat && reply.additionals.length < 2 ? { repeat: { ...repeat, isShuffled: true } } : {}),
    })
    const isSingle = ({ answers, additionals }: Reply): boolean =>
      answers.filter(({ type }) => balanced.has(type)).length < 2 && additionals.length < 2
    return (next) => async (query, signal) => {
      const reply = await next(query, signal)
      const isLeft =
        reply?.rcode !== 'NOERROR' || isSingle(reply) || reply.transfer || unbalanced.has(query.type)
      return isLeft ? reply : balance(reply)
    }
  },
}

const balanced: ReadonlySet<string> = new Set(['A', 'AAAA', 'MX'])
const unbalanced: ReadonlySet<string> = new Set(['AXFR', 'IXFR'])
