import { expect, it } from 'vitest'
import type { SuiteContext } from './runtime-suite.ts'

/** Images that are there, and ones that are not. */
export function imageCases(context: SuiteContext): void {
  it('knows its images by name and by id', async () => {
    const image = await context.runtime.imageStatus(context.image)
    expect(image?.id).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(image?.sizeBytes).toBeGreaterThan(0)
    expect((await context.runtime.imageStatus(image?.id ?? ''))?.id).toBe(image?.id)
    expect((await context.runtime.listImages()).map(({ id }) => id)).toContain(image?.id)
  })

  it('has no status for an image that is not there, and removes it all the same', async () => {
    expect(await context.runtime.imageStatus('localhost:1/no/such:image')).toBeUndefined()
    await context.runtime.removeImage('localhost:1/no/such:image')
  })

  it('says why it cannot pull', async () => {
    await expect(context.runtime.pullImage('localhost:1/no/such:image')).rejects.toThrow(
      /failed to (?:pull|resolve|do request)/,
    )
    await expect(context.runtime.pullImage('UPPER/case')).rejects.toThrow(/invalid reference|parse/i)
  })
}
