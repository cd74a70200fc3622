import { backendSuite } from '../testing/index.ts'
import { MemoryBackend } from './memory-backend.ts'

backendSuite('MemoryBackend', async () => {
  const backend = new MemoryBackend()
  return { backend, reopen: async () => backend, [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose]() }
})
