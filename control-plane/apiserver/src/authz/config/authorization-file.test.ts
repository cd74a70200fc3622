import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configMaps, pods } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type ReviewServer, startReviewServer } from '../../testing/review-server.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import { AuthorizationFile } from './authorization-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'authorization-file-'))
const path = join(directory, 'authorization.yaml')
const clock = new VirtualClock()
const jane = { name: 'jane', groups: ['dev'] }
const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]()
})
afterAll(() => rmSync(directory, { recursive: true }))

const errors: unknown[] = []
const logger = { info() {}, warn() {}, error: (_: string, fields?: object) => void errors.push(fields) }
const parts = { clock, random: seededRandom(1), logger }

function write(...authorizers: object[]): void {
  const apiVersion = 'apiserver.config.k8s.io/v1'
  writeFileSync(path, JSON.stringify({ apiVersion, kind: 'AuthorizationConfiguration', authorizers }))
}

async function hookThat(statusOf: Parameters<typeof startReviewServer>[0]): Promise<ReviewServer> {
  const hook = await startReviewServer(statusOf)
  open.push(hook)
  return hook
}

const webhook = (name: string, { configFile }: { configFile: string }, more: object = {}) => ({
  ...{ type: 'Webhook', name },
  webhook: {
    ...{ timeout: '3s', subjectAccessReviewVersion: 'v1', failurePolicy: 'NoOpinion' },
    connectionInfo: { type: 'KubeConfigFile', kubeConfigFile: configFile },
    ...more,
  },
})
const when = (...expressions: string[]) => ({
  matchConditionSubjectAccessReviewVersion: 'v1',
  matchConditions: expressions.map((expression) => ({ expression })),
})
const rbac = { type: 'RBAC', name: 'rbac' }

async function start(): Promise<TestServer> {
  const authorizationFile = await AuthorizationFile.open(path, parts)
  const test = await startTestServer({ authorizationFile })
  open.push(test, { [Symbol.asyncDispose]: async () => authorizationFile.close() })
  return test
}

const list = (test: TestServer, resource: typeof pods | typeof configMaps = configMaps, selector = '') =>
  createClient(test.server.transport(jane)).list(resource as typeof pods, {
    ...{ namespace: 'default', ...(selector ? { labelSelector: selector } : {}) },
  })

describe('webhooks of a configuration', () => {
  it('are asked in order, each for what its conditions say', async () => {
    const first = await hookThat(() => ({ allowed: false, denied: true, reason: 'not pods' }))
    const second = await hookThat(() => ({ allowed: true }))
    write(
      webhook(
        'first',
        first,
        when('has(request.resourceAttributes)', "request.resourceAttributes.resource == 'pods'"),
      ),
      webhook('second', second, when("'dev' in request.groups && request.uid == ''")),
      rbac,
    )
    const test = await start()
    await list(test)
    await expect(list(test, pods)).rejects.toThrow('in the namespace "default": not pods')
    expect(first.asked).toHaveLength(1)
    expect(second.asked).toHaveLength(1)
  })

  it('may be chosen by selectors', async () => {
    const hook = await hookThat(() => ({ allowed: true }))
    const expression =
      "request.resourceAttributes.?labelSelector.requirements.orValue([]).exists(r, r.key == 'a' && r.values == ['x'])"
    write(webhook('hook', hook, when(expression)))
    const test = await start()
    await expect(list(test)).rejects.toThrow('cannot list')
    await list(test, configMaps, 'a=x')
  })

  it.each([
    ['NoOpinion', { code: 500 }, { code: 200 }],
    ['Deny', { code: 500 }, { code: 500 }],
  ])('that fail count as %s', async (failurePolicy, alone, followed) => {
    const hook = await hookThat(() => 403)
    const code = async (...authorizers: object[]) => {
      write(...authorizers)
      const test = await start()
      return list(test).then(
        () => ({ code: 200 }),
        (error) => ({ code: error.code }),
      )
    }
    expect(await code(webhook('hook', hook, { failurePolicy }))).toEqual(alone)
    const allow = { type: 'AlwaysAllow', name: 'alwaysallow' }
    expect(await code(webhook('hook', hook, { failurePolicy }), allow)).toEqual(followed)
  })

  it('whose conditions fail are not asked', async () => {
    const hook = await hookThat(() => ({ allowed: true }))
    write(webhook('hook', hook, when("request.extra['none'][0] == 'x'")))
    const test = await start()
    await expect(list(test)).rejects.toMatchObject({
      message: expect.stringContaining("cel evaluation error: expression 'request.extra['none'][0] == 'x''"),
    })
    expect(hook.asked).toEqual([])
  })

  it('are asked each time where nothing is to be remembered', async () => {
    const hook = await hookThat(() => ({ allowed: true }))
    write(webhook('hook', hook, { cacheAuthorizedRequests: false }))
    const test = await start()
    await list(test)
    await list(test)
    expect(hook.asked).toHaveLength(2)
  })
})

describe('a file that changes', () => {
  it('is read again, and left alone where it is wrong', async () => {
    const hook = await hookThat(() => ({ allowed: true }))
    write(rbac)
    const test = await start()
    await expect(list(test)).rejects.toThrow('cannot list')
    write(webhook('hook', hook), rbac)
    await clock.advance(60_000)
    await expect
      .poll(() =>
        list(test).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    write(webhook('hook', hook))
    await clock.advance(60_000)
    write(rbac, { type: 'Node', name: 'node' })
    await clock.advance(60_000)
    await expect
      .poll(() => errors)
      .toEqual([
        { error: 'Error: missing required types: [RBAC]' },
        {
          error: 'Error: authorizer type Node is not allowed if it was not enabled at initial server startup',
        },
      ])
    await list(test)
    write(rbac)
    await clock.advance(60_000)
    await expect
      .poll(() =>
        list(test).then(
          () => true,
          () => false,
        ),
      )
      .toBe(false)
  })
})

describe('a configuration', () => {
  const file = { configFile: path }
  it.each([
    ['authorizers: Required value: at least one authorization mode must be defined', []],
    ['authorizers[0].type: Required value', [{ name: 'a' }]],
    [
      'authorizers[0].type: Unsupported value: "Some": supported values: "ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook"',
      [{ type: 'Some', name: 'a' }],
    ],
    ['authorizers[1].type: Duplicate value: "RBAC"', [rbac, rbac]],
    ['authorizers[0].name: Required value', [{ type: 'RBAC' }]],
    ['expected name rbac for authorizer RBAC instead of other', [{ type: 'RBAC', name: 'other' }]],
    ['authorizers[0].name: Invalid value: "A": authorizer name is invalid: ', [webhook('A', file)]],
    ['authorizers[1].name: Duplicate value: "a"', [webhook('a', file), webhook('a', file)]],
    ['authorizers[0].webhook: Required value: required when type=Webhook', [{ type: 'Webhook', name: 'a' }]],
    [
      'authorizers[0].webhook: Invalid value: "non-null": may only be specified when type=Webhook',
      [{ ...webhook('rbac', file), type: 'RBAC' }],
    ],
    ['authorizers[0].timeout: Required value', [webhook('a', file, { timeout: undefined })]],
    [
      'authorizers[0].timeout: Invalid value: "1m0s": must be > 0s and <= 30s',
      [webhook('a', file, { timeout: '1m' })],
    ],
    [
      'authorizers[0].authorizedTTL: Invalid value: "-1s": must be > 0s',
      [webhook('a', file, { authorizedTTL: '-1s' })],
    ],
    [
      'authorizers[0].subjectAccessReviewVersion: Unsupported value: "v2": supported values: "v1", "v1beta1"',
      [webhook('a', file, { subjectAccessReviewVersion: 'v2' })],
    ],
    [
      'authorizers[0].matchConditionSubjectAccessReviewVersion: Required value: required if match conditions are specified',
      [webhook('a', file, { matchConditions: [{ expression: 'true' }] })],
    ],
    ['authorizers[0].failurePolicy: Required value', [webhook('a', file, { failurePolicy: undefined })]],
    [
      'authorizers[0].connectionInfo.kubeConfigFile: Invalid value: "x": must be an absolute path',
      [webhook('a', { configFile: 'x' })],
    ],
    [
      'authorizers[0].connectionInfo.kubeConfigFile: Invalid value: "/none": error loading file: stat /none: no such file or directory',
      [webhook('a', { configFile: '/none' })],
    ],
    [
      'authorizers[0].matchConditions[0].expression: Invalid value: "request.user": must evaluate to bool but got string',
      [webhook('a', file, when('request.user'))],
    ],
    [
      'authorizers[0].matchConditions[0].expression: Invalid value: "request.other": compilation failed: ',
      [webhook('a', file, when('request.other'))],
    ],
    [
      'authorizers[0].matchConditions[1].expression: Duplicate value: "true"',
      [webhook('a', file, when('true', 'true'))],
    ],
    [
      'authorizers[0].matchConditions: Too many: 65: must have at most 64 items',
      [webhook('a', file, when(...Array(65).fill('true')))],
    ],
    [
      'failed to load AuthorizationConfiguration from file: strict decoding error: unknown field "authorizers[0].more"',
      [{ ...rbac, more: 1 }],
    ],
  ])('is refused: %s', async (message, authorizers) => {
    write(...authorizers)
    await expect(AuthorizationFile.open(path, parts)).rejects.toThrow(message)
  })

  it('does not go with modes', async () => {
    write(rbac)
    const authorizationFile = await AuthorizationFile.open(path, parts)
    await expect(startTestServer({ authorizationFile, authorizationModes: ['RBAC'] })).rejects.toThrow(
      '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
    )
    authorizationFile.close()
  })
})
