import { type GroupVersionKind, schemaOf } from '@knarr/api'
import { cloneJson, type KubeObject, StatusError } from '@knarr/machinery'
import { conformBody } from '../../control-plane/apiserver/src/crd/conform-body.ts'
import { patchedObject, readPatch } from '../../control-plane/apiserver/src/endpoints/patch.ts'
import type { ServerRequest } from '../../control-plane/apiserver/src/request/server-request.ts'
import { applyConfiguration } from '../../control-plane/apiserver/src/server-side-apply/field-manager.ts'
import { emptySet } from '../../control-plane/apiserver/src/server-side-apply/field-set.ts'
import { type Below, mangledJson, pick } from './mangle.ts'
import type { Target } from './run-target.ts'
import { type Sample, samples, telling } from './samples.ts'

const refuses = (error: unknown): boolean => error instanceof StatusError

/** Patches of objects that are proper, by the way a request takes. */
export function patchTargets(): readonly Target[] {
  const wholes = samples().map(({ object, gvk }) => ({
    object: conformBody(object, gvk, undefined).object,
    gvk,
  }))
  return [
    patchTarget('JSON patch', 'json-patch', wholes, operations),
    patchTarget('merge patch', 'merge-patch', wholes, (sample, below) => mangledJson(sample, telling, below)),
    patchTarget('strategic patch', 'strategic-merge-patch', wholes, (sample, below) =>
      mangledJson(mangledJson(sample, telling, below), telling, below),
    ),
    applyTarget(wholes.filter(({ gvk }) => hasObjectMeta(gvk))),
  ]
}

const hasObjectMeta = (gvk: GroupVersionKind): boolean =>
  schemaOf(gvk)?.fields?.metadata?.schema.name === 'meta.v1.ObjectMeta'

function patchTarget(
  name: string,
  type: string,
  wholes: readonly Sample[],
  make: (object: unknown, below: Below) => unknown,
): Target {
  return {
    name,
    refuses,
    next(below) {
      const { object, gvk } = pick(wholes, below)
      const bytes = Buffer.from(JSON.stringify(make(object, below)) ?? 'null')
      const request = requestOf(`application/${type}+json`, bytes)
      const read = async (): Promise<void> => {
        const patch = await readPatch(request, gvk)
        patchedObject(patch, object, { gvk, fieldValidation: 'Warn', warnings: [] })
      }
      return { input: () => `${JSON.stringify(object)} patched by ${bytes}`, read }
    },
  }
}

/** What of a request the readers of patches look at. */
function requestOf(type: string, bytes: Uint8Array): ServerRequest {
  const body = { kind: 'bytes', read: async () => bytes }
  return { headers: { 'content-type': type }, body } as unknown as ServerRequest
}

const kindsOfOperation = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'nope']

function operations(object: unknown, below: Below): unknown {
  const list = Array.from({ length: 1 + below(6) }, () => ({
    op: pick(kindsOfOperation, below),
    path: pathIn(object, below),
    from: pathIn(object, below),
    value: below(3) ? pick(telling, below) : object,
  }))
  return below(3) ? list : mangledJson(list, ['op', 'path', 'from', 'value'], below)
}

/** A pointer to something of the object, or to what is not there. */
function pathIn(value: unknown, below: Below): string {
  if (typeof value !== 'object' || value === null || below(6) === 0) return ''
  if (below(10) === 0)
    return `/${pick(['-', '-1', '0', '01', '99999999999', '~', '~2', '__proto__', ''], below)}`
  const keys = Object.keys(value)
  if (keys.length === 0) return '/a'
  const key = pick(keys, below)
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${pathIn((value as Record<string, unknown>)[key], below)}`
}

function applyTarget(wholes: readonly Sample[]): Target {
  return {
    name: 'apply',
    refuses,
    next(below) {
      const { object, gvk } = pick(wholes, below)
      const [first, second] = [object, mangledJson(object, telling, below)].map((each) => configOf(each, gvk))
      const force = below(2) === 0
      const read = (): void => {
        const live = applyConfiguration(undefined, first as KubeObject, writeOf('first', gvk, true))
        applyConfiguration(live, second as KubeObject, writeOf(pick(['first', 'second'], below), gvk, force))
      }
      return { input: () => `${JSON.stringify(first)} then ${JSON.stringify(second)}`, read }
    },
  }
}

/** As the endpoint hands it on: of the kind, and without managed fields of its own. */
function configOf(value: unknown, { group, version, kind }: GroupVersionKind): KubeObject {
  const object = cloneJson(value) as Record<string, unknown> | null
  const { managedFields: _, ...metadata } = (object?.metadata ?? {}) as Record<string, unknown>
  const named = typeof object === 'object' && !Array.isArray(object) ? object : {}
  return {
    ...named,
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    metadata,
  } as unknown as KubeObject
}

function writeOf(
  manager: string,
  gvk: GroupVersionKind,
  force: boolean,
): Parameters<typeof applyConfiguration>[2] {
  const apiVersion = gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version
  return {
    ...{ manager, apiVersion, subresource: '', type: schemaOf(gvk), reset: emptySet, force },
    time: '2024-05-01T10:00:00Z',
    conform: (object) => conformBody(object, gvk, undefined).object,
  }
}
