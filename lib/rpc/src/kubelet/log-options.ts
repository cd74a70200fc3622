import {
  badRequest,
  type FieldError,
  forbiddenField,
  invalid,
  invalidObject,
  notSupported,
  queryFlag,
} from '@knarr/machinery'
import type { LogOptions } from './kubelet-api.ts'

/** `v1.PodLogOptions` from the query. @throws StatusError Invalid */
export function logOptionsOf(query: URLSearchParams, nowMs: number): LogOptions {
  const tailLines = numberOf(query, 'tailLines')
  const limitBytes = numberOf(query, 'limitBytes')
  const sinceSeconds = numberOf(query, 'sinceSeconds')
  const sinceTime = query.get('sinceTime') || undefined
  const stream = query.get('stream') || undefined
  const errors = errorsOf({ tailLines, limitBytes, sinceSeconds, sinceTime, stream })
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, '', errors)
  const sinceTimeMs = sinceTime ? Date.parse(sinceTime) : sinceSeconds && nowMs - sinceSeconds * 1000
  return {
    follow: queryFlag(query.get('follow')),
    previous: queryFlag(query.get('previous')),
    timestamps: queryFlag(query.get('timestamps')),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceTimeMs === undefined ? {} : { sinceTimeMs }),
    ...(stream === undefined ? {} : { stream: stream as NonNullable<LogOptions['stream']> }),
  }
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (!text) return undefined
  if (/^-?\d+$/.test(text)) return Number(text)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

interface RawLogOptions {
  tailLines: number | undefined
  limitBytes: number | undefined
  sinceSeconds: number | undefined
  sinceTime: string | undefined
  stream: string | undefined
}

const streams: readonly string[] = ['All', 'Stdout', 'Stderr']

function errorsOf({ tailLines, limitBytes, sinceSeconds, sinceTime, stream }: RawLogOptions): FieldError[] {
  const errors: FieldError[] = []
  const isNegative = 'must be greater than or equal to 0'
  if (tailLines !== undefined && tailLines < 0) errors.push(invalid('tailLines', tailLines, isNegative))
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalid('limitBytes', limitBytes, 'must be greater than 0'))
  if (sinceSeconds !== undefined && sinceTime) {
    errors.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'))
  }
  if (stream !== undefined && !streams.includes(stream)) errors.push(notSupported('stream', stream, streams))
  else if (stream && stream !== 'All' && tailLines !== undefined) {
    errors.push(forbiddenField('', '`tailLines` and specific `stream` are mutually exclusive for now'))
  }
  return errors
}
