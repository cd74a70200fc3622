import { parseArgs } from 'node:util'
import { answerMangled } from '../addons/dns/src/testing/mangled-server.ts'

/** Sends a DNS server mangled messages: `node bench/dns-fuzz.ts --packets 1000000 --seed 1`. */
const { values } = parseArgs({
  options: { packets: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
})

const { sent, answered, wrong } = await answerMangled(Number(values.packets), Number(values.seed))
console.log(`${sent} messages, ${answered} answered, ${wrong.length} wrongly`)
for (const message of wrong.slice(0, 10)) console.log(message)
process.exitCode = wrong.length === 0 ? 0 : 1
