import { parseKubeconfig, transportFromKubeconfig } from '@knarr/client'
import { transportSuite } from '@knarr/client/testing/transport-suite'
import { systemClock } from '@knarr/machinery'
import { Cluster } from './cluster.ts'

transportSuite('The in-process transport of the real server', async () => {
  const cluster = await Cluster.start()
  return { transport: cluster.transport(), close: () => cluster.stop() }
})

transportSuite('HTTPS to the real server', async () => {
  const cluster = await Cluster.start()
  const transport = await transportFromKubeconfig(parseKubeconfig(await cluster.kubeconfig()), {
    clock: systemClock,
  })
  return {
    transport,
    async close() {
      transport.close()
      await cluster.stop()
    },
  }
})
