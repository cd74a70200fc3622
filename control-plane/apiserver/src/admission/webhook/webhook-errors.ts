import { badRequest, internalError, type Status, StatusError, type StatusReason } from '@knarr/machinery'

/** Who was asked said no: `admission webhook "a.example.com"`. */
export function denied(asked: string, result: Partial<Status> | undefined): StatusError {
  const by = `${asked} denied the request`
  const { message, reason, code = 0, details } = result ?? {}
  const why = message || reason
  return new StatusError({
    ...(result?.status && result.status !== 'Success' ? { status: result.status } : {}),
    message: why ? `${by}: ${why}` : `${by} without explanation`,
    ...(reason ? { reason: reason as StatusReason } : {}),
    ...(details ? { details } : {}),
    code: Math.max(code, 400),
  })
}

/** The webhook could not be asked, or answered nonsense. */
export class WebhookCallError extends Error {}

export function callFailed(webhook: string, why: string, cause?: unknown): WebhookCallError {
  return new WebhookCallError(`failed calling webhook ${JSON.stringify(webhook)}: ${why}`, { cause })
}

/** What the client is told where a webhook that must be asked could not be. */
export function mustNotFail(error: WebhookCallError): StatusError {
  return internalError(error)
}

export function dryRunUnsupported(webhook: string): StatusError {
  return badRequest(`admission webhook ${JSON.stringify(webhook)} does not support dry run`)
}
