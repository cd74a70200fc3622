import { systemClock } from '@knarr/machinery'
import { afterAll, beforeAll } from 'vitest'
import { describeWithEtcd, EtcdProcess, reopenedBy, storeSuite } from '../testing/index.ts'
import { openEtcdStore } from './open-etcd-store.ts'

describeWithEtcd('the store in etcd', () => {
  let etcd: EtcdProcess
  let stores = 0
  beforeAll(async () => {
    etcd = await EtcdProcess.start()
  })
  afterAll(async () => await etcd[Symbol.asyncDispose]())

  storeSuite(
    'the store in etcd',
    async () => {
      const prefix = `store-${++stores}/`
      const open = () => openEtcdStore({ endpoints: [etcd.endpoint], prefix }, { clock: systemClock })
      return await reopenedBy(open)
    },
    12,
  )
})
