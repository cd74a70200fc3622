import { internalError, StatusError } from '@knarr/machinery'
import { objectOf } from '../codec/stored-object.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import type { EventStream } from './watch-stream.ts'

/**
 * A stream whose objects are ready to be shown in the resource's version; it ends where that cannot be done, and
 * when the version comes to be another.
 */
export function preparedStream(stream: EventStream, { custom }: ServedResource): EventStream {
  if (!custom) return stream
  custom.retired.addEventListener('abort', () => stream.close(), { once: true })
  return {
    close: () => stream.close(),
    async next() {
      const events = await stream.next()
      try {
        await custom.prepare(
          events?.flatMap((event) => ('item' in event ? [objectOf(event.item)] : [])) ?? [],
        )
        return events
      } catch (error) {
        stream.close()
        const { status } = error instanceof StatusError ? error : internalError(error)
        return [{ type: 'ERROR', status }]
      }
    },
  }
}
