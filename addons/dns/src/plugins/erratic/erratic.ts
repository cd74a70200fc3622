import { sleep } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { joinName } from '../../message/name.ts'
import { type ResourceRecord, recordOf } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import { argumentsOf, durationOf, onlyDirective, readOptions } from '../../plugin-options.ts'

interface Whims {
  drop: number
  delay: number
  truncate: number
  delayMs: number
  /** Thirty addresses instead of one. */
  isLarge: boolean
}

const ipv4 = '192.0.2.53'
const ipv6 = '2001:db8::53'

/** Answers every name with one address, and drops, delays or cuts off one query in so many: to test clients with. */
export const erratic: PluginSetup = {
  name: 'erratic',

  setup(directives, { environment: { clock }, onReady }) {
    const whims = whimsOf(onlyDirective(directives))
    onReady('erratic', () => true)
    let turn = 0
    return () => async (query) => {
      const at = turn++
      const isTurn = (every: number): boolean => every > 0 && at % every === 0
      if (isTurn(whims.drop)) return undefined
      if (isTurn(whims.delay)) await sleep(clock, whims.delayMs)
      return answerOf(query, whims, isTurn(whims.truncate))
    }
  },
}

function answerOf(query: Query, { isLarge }: Whims, isTruncated: boolean): Reply {
  const { name, type } = query
  const found = { ...emptyReply('NOERROR'), authoritative: true, isTruncated, plugin: 'erratic' }
  switch (type) {
    case 'A': {
      const one = recordOf(name, 'A', 0, { address: ipv4 })
      return { ...found, answers: Array<ResourceRecord>(isLarge ? 30 : 1).fill(one) }
    }
    case 'AAAA':
      return { ...found, answers: [recordOf(name, 'AAAA', 0, { address: ipv6 })] }
    case 'AXFR':
      return { ...found, isTruncated: false, transfer: [smallZone(name, isTruncated)] }
    default:
      return emptyReply('SERVFAIL')
  }
}

/** A zone of three addresses; one that is cut off lacks the SOA that ends it. */
function smallZone(name: string, isCutOff: boolean): readonly ResourceRecord[] {
  const start = recordOf(name, 'SOA', 0, {
    ...{ mname: joinName('ns', name), rname: joinName('hostmaster', name), serial: 1 },
    ...{ refresh: 3600, retry: 3600, expire: 604_800, minimum: 180 },
  })
  const records = [
    recordOf(name, 'NS', 0, { target: joinName('ns', name) }),
    recordOf(joinName('ns', name), 'A', 0, { address: ipv4 }),
    recordOf(joinName('ns', name), 'AAAA', 0, { address: ipv6 }),
  ]
  return [start, ...records, ...(isCutOff ? [] : [start])]
}

function whimsOf(directive: Directive): Whims {
  const whims: Whims = { drop: 2, delay: 0, truncate: 0, delayMs: 100, isLarge: false }
  let isDropNamed = false
  readOptions(directive, {
    drop: (line) => {
      const [text] = argumentsOf(line, 0, 1)
      if (text === undefined) return
      whims.drop = amountOf(line, text)
      isDropNamed = true
    },
    delay: (line) => {
      const [text = '2', duration = '100ms'] = argumentsOf(line, 0, 2)
      Object.assign(whims, { delay: amountOf(line, text), delayMs: durationOf(line, duration) })
    },
    truncate: (line) => {
      const [text = '2'] = argumentsOf(line, 0, 1)
      whims.truncate = amountOf(line, text)
    },
    large: () => {
      whims.isLarge = true
    },
  })
  // Whoever asks for something else does not ask for the default.
  if ((whims.delay > 0 || whims.truncate > 0) && !isDropNamed) whims.drop = 0
  return whims
}

function amountOf(line: Directive, text: string): number {
  if (!/^\d+$/.test(text)) throw new CorefileError(line, `illegal amount value given "${text}"`)
  return Number(text)
}
