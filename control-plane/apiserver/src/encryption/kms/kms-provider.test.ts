import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MetricsRegistry } from '@knarr/component'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KmsPlugin } from '../../testing/kms-plugin.ts'
import { KmsMetrics } from './kms-metrics.ts'
import { KmsProvider } from './kms-provider.ts'
import { kmsTransformer } from './kms-transformer.ts'

let directory: string
let plugin: KmsPlugin
let clock: VirtualClock
let registry: MetricsRegistry
let parts: ConstructorParameters<typeof KmsProvider>[1]
let provider: KmsProvider

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kms-'))
  plugin = await KmsPlugin.start(join(directory, 'kms.sock'))
  clock = new VirtualClock()
  registry = new MetricsRegistry()
  const logger = { info() {}, warn() {}, error() {} }
  parts = { clock, logger, metrics: new KmsMetrics(registry, clock) }
  provider = open()
})

afterEach(async () => {
  provider.close()
  await plugin.stop()
  rmSync(directory, { recursive: true })
})

function open(): KmsProvider {
  return new KmsProvider({ name: 'vault', socket: plugin.socket, timeoutMs: 3000 }, parts)
}

const unhealthy = 'kmsv2 Provider vault is not healthy, error: '

describe('a status', () => {
  it.each([
    [{ healthz: '' }, 'got unexpected healthz status: '],
    [{ version: 'v3' }, 'expected KMSv2 API version v2, got v3'],
    [{ key_id: '' }, 'got invalid KMSv2 KeyID hash "": keyID is empty'],
    [
      { healthz: 'no', version: '' },
      '[got unexpected healthz status: no, expected KMSv2 API version v2, got ]',
    ],
  ])('of %j is told as it is', async (answer, text) => {
    plugin.answers.Status = () => answer
    await expect(provider.check()).rejects.toThrow(new Error(`${unhealthy}${text}`))
  })

  it('with a key ID that is too long is refused and counted', async () => {
    plugin.answers.Status = () => ({ key_id: 'k'.repeat(1025) })
    await expect(provider.check()).rejects.toThrow(/keyID is 1025 bytes, which exceeds the max size of 1024$/)
    expect(registry.text()).toContain(
      'apiserver_envelope_encryption_invalid_key_id_from_status_total{provider_name="vault",error="too_long"} 1',
    )
  })

  it('has always the version it had first', async () => {
    plugin.answers.Status = () => ({ version: 'v2beta1' })
    await provider.check()
    delete plugin.answers.Status
    await clock.advance(20_000)
    await expect(provider.check()).rejects.toThrow(
      'after the initial status response version v2beta1, got v2',
    )
  })

  it('is asked again after 20 seconds where it was good, and after 3 where it was not', async () => {
    await provider.check()
    await clock.advance(19_999)
    await provider.check()
    expect(plugin.count('Status')).toBe(1)
    await clock.advance(1)
    plugin.answers.Status = () => ({ healthz: 'no' })
    const failed = await provider.check().catch((error: unknown) => error)
    await clock.advance(2999)
    await expect(provider.check()).rejects.toBe(failed)
    expect(plugin.count('Status')).toBe(2)
    await clock.advance(1)
    delete plugin.answers.Status
    await Promise.all([provider.check(), provider.check()])
    expect(plugin.count('Status')).toBe(3)
  })
})

describe('an answer', () => {
  it.each([
    [
      'an error',
      { headers: { 'grpc-status': '7', 'grpc-message': 'not%20you' } },
      'PermissionDenied desc = not you',
    ],
    [
      'an error that nobody can decode',
      { headers: { 'grpc-status': '13', 'grpc-message': '%zz' } },
      'Internal desc = %zz',
    ],
    [
      'a page of another server',
      { headers: { ':status': '404' } },
      'Unavailable desc = the connection was closed',
    ],
    ['no message of this protocol', Buffer.of(0xff, 0xff), 'Internal desc = unexpected end of data'],
  ])('that is %s is an error', async (_, answer, text) => {
    plugin.answers.Status = () => answer
    const told =
      'failed to perform status section of the healthz check for KMS Provider vault, error: rpc error: code = '
    await expect(provider.check()).rejects.toThrow(new Error(`${told}${text}`))
  })

  it('that never comes is waited for as long as the configuration says', async () => {
    const asked = Promise.withResolvers<undefined>()
    plugin.answers.Status = () => void asked.resolve(undefined)
    const checked = expect(provider.check()).rejects.toThrow(
      'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    )
    await asked.promise
    await clock.advance(3000)
    await checked
    expect(registry.text()).toContain('grpc_status_code="DeadlineExceeded"} 1')
  })

  it.each([
    [
      { ciphertext: Buffer.alloc(0) },
      'failed to validate encrypted DEK source: encrypted DEK source is empty',
    ],
    [{ ciphertext: Buffer.alloc(1025) }, 'which exceeds the max size of 1024'],
    [{ key_id: '' }, 'failed to validate key id: keyID is empty'],
    [{ annotations: { short: Buffer.of(1) } }, 'failed to validate annotations: '],
    [{ headers: { 'grpc-status': '14' } }, 'failed to encrypt DEK, error: rpc error: code = Unavailable'],
    [{ key_id: 'another' }, 'errGen=<nil>, statusKeyIDHash="sha256:'],
  ])('to Encrypt of %j leaves no key to write with', async (answer, text) => {
    plugin.answers.Encrypt = () => answer
    const error = (await provider.check().catch((thrown: unknown) => thrown)) as Error
    expect(error.message).toContain(`${unhealthy}failed to rotate DEK`)
    expect(error.message).toContain(text)
    expect(() => provider.writeKey()).toThrow('got unexpected nil transformer')
  })
})

describe('a write key', () => {
  it('stays where another cannot be had, and is given up for good once it has expired', async () => {
    await provider.check()
    const before = provider.writeKey()
    const transformer = kmsTransformer(provider, parts)
    plugin.rotate()
    plugin.answers.Encrypt = () => ({ key_id: 'key-1' })
    await clock.advance(20_000)
    await expect(provider.check()).rejects.toThrow('failed to rotate DEK')
    expect(provider.writeKey()).toBe(before)
    await clock.advance(160_000)
    const kept = transformer.toStorage(Buffer.from('{}'), '/a')
    await clock.advance(1)
    expect(() => transformer.toStorage(Buffer.from('{}'), '/a')).toThrow(
      /^encryptedDEKSource with keyID hash "sha256:[0-9a-f]{64}" expired at 2026-01-01T00:03:00Z \(current time is 2026-01-01T00:03:00Z\)$/,
    )
    expect(Buffer.from(transformer.fromStorage(kept, '/a')).toString()).toBe('{}')
    expect(transformer.isOutdated?.(kept)).toBe(false)
    delete plugin.answers.Encrypt
    await clock.advance(3000)
    await provider.check()
    expect(provider.writeKey().source.keyID).toBe('key-2')
    expect(transformer.isOutdated?.(kept)).toBe(true)
  })

  it('is asked about every minute, and every ten seconds while the plugin is not well', async () => {
    await provider.start()
    expect(clock.nextAt).toBe(clock.now() + 60_000)
    plugin.answers.Status = () => ({ healthz: 'no' })
    await clock.advance(60_000)
    await expect.poll(() => clock.nextAt).toBe(clock.now() + 10_000)
    delete plugin.answers.Status
    await clock.advance(10_000)
    await expect.poll(() => clock.nextAt).toBe(clock.now() + 60_000)
    expect(plugin.count('Status')).toBe(3)
    provider.close()
    expect(clock.armed).toBe(0)
  })
})

it('a plugin that was restarted is connected to again', async () => {
  await provider.start()
  const kept = kmsTransformer(provider, parts).toStorage(Buffer.from('{}'), '/a')
  const later = open()
  const transformer = kmsTransformer(later, parts)
  await later.start()
  await plugin.stop()
  await expect(transformer.prepare?.(kept)).rejects.toThrow(
    'failed to decrypt DEK, error: rpc error: code = ',
  )
  await plugin.start()
  await transformer.prepare?.(kept)
  expect(Buffer.from(transformer.fromStorage(kept, '/a')).toString()).toBe('{}')
  expect(transformer.prepare?.(kept)).toBeUndefined()
  later.close()
})
