import { setTimeout as sleep } from 'node:timers/promises'
import { ApiConnection, type Call } from '../support/api-connection.ts'
import { configMapOf, namespace, podOf, pods, post, widgetDefinition, widgets } from './objects.ts'
import { podsThere } from './subjects.ts'

const inFlight = 128

/** Makes all that subjects take for granted; nobody else is there who would make it. */
export async function prepare(kubeconfig: string, objects: number): Promise<void> {
  using api = await ApiConnection.open(kubeconfig, 4)
  await makeNamespace(api, namespace)
  await api.succeed(post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', widgetDefinition))
  await makeAll(podsThere, (n) => api.succeed(post(pods, podOf(`hollow-${n}`))))
  for (let index = 0; index < 10; index++) {
    const name = `bench-${index}`
    await makeNamespace(api, name)
    const path = `/api/v1/namespaces/${name}/configmaps`
    await makeAll(objects / 10, (n) => api.succeed(post(path, configMapOf(`map-${n}`))))
  }
  await served(api, { method: 'GET', path: widgets })
}

/** With the account its pods need. */
async function makeNamespace(api: ApiConnection, name: string): Promise<void> {
  const head = { apiVersion: 'v1', metadata: { name } }
  await api.succeed(post('/api/v1/namespaces', { ...head, kind: 'Namespace' }))
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }
  await api.succeed(post(`/api/v1/namespaces/${name}/serviceaccounts`, account))
}

async function makeAll(count: number, make: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await make(next++)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

async function served(api: ApiConnection, call: Call): Promise<void> {
  for (let tries = 0; (await api.call(call)).status !== 200; tries++) {
    if (tries > 200) throw new Error(`${call.path} is not served`)
    await sleep(100)
  }
}
