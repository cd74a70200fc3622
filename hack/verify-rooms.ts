import { breachesOf, readHouse } from './rooms.ts'

/** Checks the import law, and that there was something to check: a reader that finds nothing also finds no breach. */
const house = readHouse(new URL('..', import.meta.url).pathname.replace(/\/$/, ''))
const breaches = breachesOf(house)
const count = [...house.imports.values()].flat().length
for (const { rule, from, to } of breaches) console.error(`${rule}: ${from} → ${to}`)
console.error(`${house.imports.size} modules, ${count} imports, ${breaches.length} breaches`)
if (house.imports.size < 300 || count < 1000 || breaches.length > 0) process.exit(1)
