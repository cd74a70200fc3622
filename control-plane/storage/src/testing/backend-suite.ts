import { describe, expect, it } from 'vitest'
import type { Backend, Entry } from '../backend.ts'

export interface BackendFixture extends AsyncDisposable {
  readonly backend: Backend
  /** Disposes of the backend and opens the same entries anew. */
  reopen(): Promise<Backend>
}

const end = '\u{10ffff}'

/** What every {@link Backend} answers to. `setUp` gives an empty one. */
export function backendSuite(name: string, setUp: () => Promise<BackendFixture>): void {
  describe(`${name} is an ordered map of bytes`, () => {
    it('gives back the bytes that were put, and undefined for a key that was not', async () => {
      await using fixture = await setUp()
      const value = Uint8Array.from({ length: 256 }, (_, i) => i)
      await fixture.backend.commit({ puts: [['a', value]] })
      expect(plain(await fixture.backend.get('a'))).toEqual([...value])
      expect(await fixture.backend.get('b')).toBeUndefined()
    })

    it('keeps empty values and large ones', async () => {
      await using fixture = await setUp()
      const large = new Uint8Array(3_000_000).fill(7)
      await fixture.backend.commit({ puts: [put('empty', ''), ['large', large]] })
      expect((await fixture.backend.get('empty'))?.length).toBe(0)
      expect(Buffer.compare((await fixture.backend.get('large')) ?? Buffer.of(), large)).toBe(0)
    })

    it('keeps a value as it was read, whatever is read or written later', async () => {
      await using fixture = await setUp()
      await fixture.backend.commit({ puts: [put('a', 'first'), put('b', 'other')] })
      const first = await fixture.backend.get('a')
      const [ranged] = await list(fixture.backend, 'a', 'b')
      await fixture.backend.commit({ puts: [put('a', 'later')] })
      await fixture.backend.get('b')
      expect(text(first)).toBe('first')
      expect(text(ranged?.[1])).toBe('first')
    })

    it('overwrites, deletes, and does not mind deleting what is not there', async () => {
      await using fixture = await setUp()
      await fixture.backend.commit({ puts: [put('a', '1'), put('b', '1')] })
      await fixture.backend.commit({ puts: [put('a', '2')], deletes: ['b', 'c'] })
      expect(await texts(fixture.backend)).toEqual(['a=2'])
    })

    it('orders keys by their UTF-8 bytes', async () => {
      await using fixture = await setUp()
      const keys = ['b', 'a/', 'a', 'a0', 'ä', '\uffff', '\u{10000}', '\ue000', 'A', '~', '\u0001']
      await fixture.backend.commit({ puts: keys.map((key) => put(key, '')) })
      const ordered = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect((await list(fixture.backend, '', end)).map(([key]) => key)).toEqual(ordered)
    })

    it.each([
      ['b', 'd', ['b', 'c']],
      ['', 'b', ['a']],
      ['bb', 'z', ['c', 'd']],
      ['c', 'c', []],
      ['d', 'a', []],
    ])('ranges from %j (included) to %j (excluded)', async (from, to, expected) => {
      await using fixture = await setUp()
      await fixture.backend.commit({ puts: ['a', 'b', 'c', 'd'].map((key) => put(key, '')) })
      expect((await list(fixture.backend, from, to)).map(([key]) => key)).toEqual(expected)
    })

    it('shows a range as it was when iteration began', async () => {
      await using fixture = await setUp()
      await fixture.backend.commit({ puts: Array.from({ length: 50 }, (_, i) => put(`k${10 + i}`, 'old')) })
      const seen: string[] = []
      for await (const [key, value] of fixture.backend.range('', end)) {
        if (seen.length === 0) {
          await fixture.backend.commit({ puts: [put('k20', 'new'), put('k205', 'new')], deletes: ['k30'] })
        }
        seen.push(`${key}=${text(value)}`)
      }
      expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => `k${10 + i}=old`))
      expect(text(await fixture.backend.get('k20'))).toBe('new')
    })

    it('can be left in the middle of a range', async () => {
      await using fixture = await setUp()
      await fixture.backend.commit({ puts: [put('a', '1'), put('b', '1')] })
      for await (const [key] of fixture.backend.range('', end)) if (key === 'a') break
      await fixture.backend.commit({ puts: [put('c', '1')] })
      expect(await texts(fixture.backend)).toEqual(['a=1', 'b=1', 'c=1'])
    })

    it('applies batches in the order they were committed, also when nobody waits', async () => {
      await using fixture = await setUp()
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          fixture.backend.commit({ puts: [put('a', String(i)), put(`b${i % 7}`, String(i))] }),
        ),
      )
      expect(text(await fixture.backend.get('a'))).toBe('99')
      expect(text(await fixture.backend.get('b0'))).toBe('98')
    })

    it('has everything after it was opened again', async () => {
      await using fixture = await setUp()
      await fixture.backend.commit({ puts: [put('a', '1'), put('b', '1')] })
      await fixture.backend.commit({ deletes: ['a'] })
      expect(await texts(await fixture.reopen())).toEqual(['b=1'])
    })
  })
}

function put(key: string, value: string): Entry {
  return [key, Buffer.from(value)]
}

function plain(bytes: Uint8Array | undefined): number[] {
  return [...(bytes ?? [])]
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString()
}

async function list(backend: Backend, from: string, to: string): Promise<Entry[]> {
  return await Array.fromAsync(backend.range(from, to))
}

async function texts(backend: Backend): Promise<string[]> {
  return (await list(backend, '', end)).map(([key, value]) => `${key}=${text(value)}`)
}
