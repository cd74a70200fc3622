import { MessageChannel } from 'node:worker_threads'

/** Keeps the process running until `work` is done; a clock's timers alone do not. */
export async function holdProcess<T>(work: () => Promise<T>): Promise<T> {
  const { port1 } = new MessageChannel()
  port1.on('message', () => undefined)
  try {
    return await work()
  } finally {
    port1.close()
  }
}
