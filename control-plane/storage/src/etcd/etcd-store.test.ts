import { systemClock } from '@knarr/machinery'
import { afterAll, beforeAll } from 'vitest'
import { describeWithEtcd, EtcdProcess, storeSuite } from '../testing/index.ts'
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
      const store = await open()
      let current = store
      return {
        store,
        reopen: async () => {
          await current[Symbol.asyncDispose]()
          current = await open()
          return current
        },
        [Symbol.asyncDispose]: () => current[Symbol.asyncDispose](),
      }
    },
    12,
  )
})
