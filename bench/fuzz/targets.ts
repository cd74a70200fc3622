import {
  conformToSchema,
  decodeJson,
  decodeProtobuf,
  decodeYaml,
  encodeProtobuf,
  type GroupVersionKind,
} from '@knarr/api'
import { dynType, Environment, kubernetesLibraries, valueOfJson } from '@knarr/cel'
import type { Transport } from '@knarr/client'
import { Cluster } from '@knarr/cluster'
import {
  parseFieldSelector,
  parseSelector,
  type Random,
  StatusError,
  seededRandom,
  VirtualClock,
} from '@knarr/machinery'
import { sampleObject } from '../../lib/api/src/testing/sample-object.ts'
import { mangleBytes, mangleJson, mangleText, oneOf } from './mangle.ts'

/** Something that reads what strangers send. */
export interface Target {
  readonly name: string
  /** Makes one input of chance and hands it over; throws what the reader throws. */
  feed(random: Random): unknown
  /** Whether a reader may say so of a bad input. */
  refuses(error: unknown): boolean
}

const kinds: readonly GroupVersionKind[] = [
  { group: '', version: 'v1', kind: 'Pod' },
  { group: '', version: 'v1', kind: 'Service' },
  { group: 'apps', version: 'v1', kind: 'Deployment' },
  { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' },
  { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy' },
]

/** Errors that a client is answered with; an internal one is a mistake of ours. Upstream's refusals have no reason at times. */
const isStatus = (error: unknown): boolean =>
  error instanceof StatusError && error.status.reason !== 'InternalError'
/** An error of a parser's own, not one of the language's. */
const isPlain = (error: unknown): boolean => error instanceof Error && error.constructor === Error

const goodObjects = kinds.map((gvk) => ({
  gvk,
  object: conformToSchema(sampleObject(gvk, seededRandom(7)), gvk).object,
}))

function decoders(): readonly Target[] {
  const texts = goodObjects.map(({ gvk, object }) => ({ gvk, bytes: Buffer.from(JSON.stringify(object)) }))
  const messages = goodObjects.map(({ object }) => encodeProtobuf(object))
  const yamls = texts.map(({ gvk, bytes }) => ({
    gvk,
    bytes: Buffer.from(blockYaml(JSON.parse(String(bytes)))),
  }))
  return [
    {
      name: 'JSON',
      feed(random) {
        const { gvk, bytes } = oneOf(random, texts)
        conformToSchema(decodeJson(mangleBytes(bytes, random)).value, gvk)
      },
      refuses: isStatus,
    },
    {
      name: 'YAML',
      feed(random) {
        const { gvk, bytes } = oneOf(random, yamls)
        conformToSchema(decodeYaml(mangleBytes(bytes, random)).value, gvk)
      },
      refuses: isStatus,
    },
    {
      name: 'protobuf',
      feed: (random) => decodeProtobuf(mangleBytes(oneOf(random, messages), random)),
      refuses: isStatus,
    },
  ]
}

/** Nested mappings and lists in block style, scalars as JSON has them, up to a depth that keeps inputs short. */
function blockYaml(value: unknown, indent = '', depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 3) return `${JSON.stringify(value)}\n`
  if (Object.keys(value).length === 0) return Array.isArray(value) ? '[]\n' : '{}\n'
  const lines = Object.entries(value).map(([key, each]) => {
    const head = Array.isArray(value) ? `${indent}-` : `${indent}${key}:`
    const isBlock = typeof each === 'object' && each !== null && Object.keys(each).length > 0 && depth < 3
    const body = blockYaml(each, `${indent}  `, depth + 1)
    return isBlock ? `${head}\n${body}` : `${head} ${body}`
  })
  return lines.join('')
}

function selectors(): readonly Target[] {
  const labels = [
    'a=b,c!=d',
    'x in (a,b), y notin (c)',
    '!gone,there',
    'n>3,m<5',
    'app.kubernetes.io/name==web',
  ]
  const fields = [
    'metadata.name=web,status.phase!=Running',
    'spec.nodeName=a\\,b',
    'involvedObject.kind==Pod',
  ]
  const words = [
    'in',
    'notin',
    '(',
    ')',
    ',',
    '=',
    '==',
    '!=',
    '!',
    '>',
    '<',
    '\\',
    'a',
    '/',
    '.',
    ' ',
    '',
    '-',
    '\u0000',
  ]
  return [
    {
      name: 'label selectors',
      feed: (random) =>
        parseSelector(mangleText(oneOf(random, labels), words, random)).matches({ a: 'b', n: '4' }),
      refuses: isPlain,
    },
    {
      name: 'field selectors',
      feed: (random) => parseFieldSelector(mangleText(oneOf(random, fields), words, random)),
      refuses: (error) => isPlain(error) || isStatus(error),
    },
  ]
}

const expressions = [
  "object.spec.replicas <= 5 && object.metadata.name.startsWith('a')",
  'object.items.all(i, i.size() > 0) || has(object.spec) ? [1, 2u, 3.5].exists(x, x > 1) : false',
  "object.metadata.labels.map(k, k + 'x').filter(k, k.matches('^[a-z]+$')).join(',') == ''",
  "duration('1h') < duration('90m') && timestamp('2024-01-01T00:00:00Z').getFullYear() == 2024",
  "quantity('1Gi').isGreaterThan(quantity('1M')) && ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.1.1')",
  "{'a': 1, 'b': [true, null]}['b'][0] ? 'x'.replace('x', 'y', 1).split('') : optional.of(1).orValue(2)",
  "url('https://example.com:80/a?b=c').getHost() + '%s %d'.format(['a', 1]) + b'\\x00abc'.size()",
  'cel.bind(x, object.spec, x.replicas * 2 - 1 / 3 % 2) in [1, 2, 3] && sets.contains([1], [1])',
]

function cel(): Target {
  const environment = new Environment({ variables: { object: dynType }, libraries: kubernetesLibraries })
  const object = valueOfJson({
    metadata: { name: 'a', labels: { b: 'c' } },
    spec: { replicas: 3 },
    items: ['a', 'bb', ''],
  })
  const words =
    `object . spec ( ) [ ] { } , : ? && || ! - + * / % == != < <= in 'a' "" 1 2u 3.5 null true x size() map filter
    all exists has dyn type string int uint double bytes 9223372036854775807 b'' r'\\' ? ?. optional.none() cel.bind
    .format([1]) .matches('(a+)+$') .replace('','xx') .split('') .indexOf('a') .lowerAscii() .reverse() .join() .sort()`.split(
      /\s+/,
    )
  return {
    name: 'CEL',
    feed(random) {
      const { program } = environment.compile(mangleText(oneOf(random, expressions), words, random))
      program?.evaluate({ object }, { costLimit: 1_000_000 })
    },
    // What is wrong is answered, not thrown.
    refuses: () => false,
  }
}

const patches: Readonly<Record<string, readonly unknown[]>> = {
  'application/json-patch+json': [
    [
      { op: 'add', path: '/spec/replicas', value: 2 },
      { op: 'test', path: '/metadata/name', value: 'web' },
    ],
    [{ op: 'move', from: '/metadata/labels', path: '/metadata/annotations' }],
    [{ op: 'copy', from: '/spec/template', path: '/spec/template/metadata/labels/x' }],
    [{ op: 'remove', path: '/spec/template/spec/containers/0/env/1' }],
  ],
  'application/merge-patch+json': [
    {
      spec: { template: { spec: { containers: [{ name: 'a', image: 'b' }] } } },
      metadata: { labels: { x: null } },
    },
  ],
  'application/strategic-merge-patch+json': [
    {
      metadata: { finalizers: ['a/b'], '$deleteFromPrimitiveList/finalizers': ['c/d'] },
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
            containers: [
              { name: 'a', env: [{ name: 'X', $patch: 'delete' }] },
              { $patch: 'delete', name: 'b' },
            ],
            volumes: [{ $retainKeys: ['name', 'emptyDir'], name: 'v', emptyDir: {} }],
          },
        },
      },
    },
  ],
}

const path = '/apis/apps/v1/namespaces/default/deployments/web'
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', labels: { x: 'y' }, finalizers: ['c/d'] },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'a',
            env: [{ name: 'X', value: '1' }, { name: 'Y' }],
            ports: [{ containerPort: 80 }],
          },
          { name: 'b', image: 'b' },
        ],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    },
  },
}

/** Patches of a deployment, each begun from the same state: nothing of it is kept. */
function patchTargets(transport: Transport): readonly Target[] {
  const send = (contentType: string, body: unknown): Promise<unknown> =>
    transport.request({
      ...{ method: 'PATCH', path, body, contentType },
      query: {
        dryRun: 'All',
        ...(contentType.includes('apply') ? { fieldManager: 'fuzz', force: 'true' } : {}),
      },
    })
  const { finalizers: _, ...metadata } = deployment.metadata
  const configuration = { ...deployment, metadata }
  return [
    ...Object.entries(patches).map(([contentType, good]) => ({
      name: contentType.slice('application/'.length),
      feed: (random: Random) => send(contentType, mangleJson(oneOf(random, good), random)),
      refuses: isStatus,
    })),
    {
      name: 'apply-patch+yaml',
      feed: (random: Random) => send('application/apply-patch+yaml', mangleJson(configuration, random)),
      refuses: isStatus,
    },
  ]
}

/** Everything there is to feed; the cluster behind the patches is to be stopped. */
export async function openTargets(): Promise<{ cluster: Cluster; targets: readonly Target[] }> {
  const cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  const transport = cluster.transport()
  await transport.request({ method: 'POST', path: path.replace(/\/web$/, ''), body: deployment })
  return { cluster, targets: [...decoders(), ...selectors(), cel(), ...patchTargets(transport)] }
}
