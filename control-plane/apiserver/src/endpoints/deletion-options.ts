import { conformToSchema } from '@knarr/api'
import { type FieldError, invalid, invalidObject, isJsonObject, notSupported } from '@knarr/machinery'
import { bodyBytes, readPlain } from '../codec/request-body.ts'
import type { DeletionOptions, PropagationPolicy } from '../registry/plan-deletion.ts'
import type { ServerRequest } from '../request/server-request.ts'

export interface ReadDeletion extends DeletionOptions {
  readonly isDryRun: boolean
}

interface RawOptions {
  gracePeriodSeconds?: number
  propagationPolicy?: string
  orphanDependents?: boolean
  preconditions?: { uid?: string; resourceVersion?: string }
  dryRun?: string[]
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan']
const deleteOptions = { group: '', version: 'v1', kind: 'DeleteOptions' }

/** `metav1.DeleteOptions` from the body, or from the query where there is none. @throws StatusError Invalid */
export async function deletionOptionsOf(request: ServerRequest): Promise<ReadDeletion> {
  const raw = (await bodyOptions(request)) ?? queryOptions(request.query)
  const errors = errorsOf(raw)
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors)
  const { gracePeriodSeconds, preconditions, dryRun } = raw
  const propagationPolicy = policyOf(raw)
  return {
    isDryRun: (dryRun?.length ?? 0) > 0,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy ? { propagationPolicy } : {}),
    ...(preconditions ? { preconditions } : {}),
  }
}

async function bodyOptions(request: ServerRequest): Promise<RawOptions | undefined> {
  if (request.body.kind === 'bytes' && request.headers['content-length'] === '0') return undefined
  let { body } = request
  if (body.kind === 'value' && body.value === undefined) return undefined
  if (body.kind === 'bytes') {
    const bytes = await bodyBytes(request)
    if (bytes.length === 0) return undefined
    body = { ...body, read: async () => bytes }
  }
  const { value } = await readPlain({ ...request, body }, 'DeleteOptions', false)
  if (!isJsonObject(value)) return undefined
  return conformToSchema<RawOptions>({ ...value, kind: 'DeleteOptions', apiVersion: 'v1' }, deleteOptions)
    .object
}

function queryOptions(query: URLSearchParams): RawOptions {
  const grace = query.get('gracePeriodSeconds')
  const policy = query.get('propagationPolicy')
  const orphan = query.get('orphanDependents')
  const dryRun = query.getAll('dryRun')
  return {
    ...(grace ? { gracePeriodSeconds: Number(grace) } : {}),
    ...(policy ? { propagationPolicy: policy } : {}),
    ...(orphan ? { orphanDependents: orphan === 'true' } : {}),
    ...(dryRun.length > 0 ? { dryRun } : {}),
  }
}

function errorsOf({ propagationPolicy, orphanDependents, dryRun = [] }: RawOptions): FieldError[] {
  const errors: FieldError[] = []
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set'
    errors.push(invalid('propagationPolicy', propagationPolicy, detail))
  }
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    errors.push(notSupported('propagationPolicy', propagationPolicy, [...policies, 'nil']))
  }
  const unknown = dryRun.find((value) => value !== 'All')
  if (unknown !== undefined) errors.push(notSupported('dryRun', unknown, ['All']))
  return errors
}

/** The deprecated `orphanDependents` says the same in another word. */
function policyOf({ propagationPolicy, orphanDependents }: RawOptions): PropagationPolicy | undefined {
  if (orphanDependents !== undefined) return orphanDependents ? 'Orphan' : 'Background'
  return propagationPolicy as PropagationPolicy | undefined
}
