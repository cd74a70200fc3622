import { silentLogger } from '@knarr/component'
import { runCommand } from '@knarr/linux'
import { systemClock } from '@knarr/machinery'
import { UserspaceBackend } from '@knarr/proxy'
import { nodeRules, topology, trafficService } from './many-services.ts'

// A node's proxy in userspace mode, with the one service that is measured.
const backend = new UserspaceBackend({
  ...{ ...nodeRules, clock: systemClock, logger: silentLogger, run: runCommand },
  enter: (command) => [...command],
})
await backend.sync(trafficService, topology)
