import { apiVersionOf } from '@knarr/api'
import { timestamp } from '@knarr/machinery'
import { negotiate } from '../../codec/representation.ts'
import { readObject } from '../../codec/request-body.ts'
import type { UserInfo } from '../../request/server-request.ts'
import { writeOptionsOf } from '../write-options.ts'
import type { Review } from './order.ts'

/** `kubectl auth whoami`. */
export const selfSubjectReview: Review = {
  group: 'authentication.k8s.io',
  plural: 'selfsubjectreviews',

  async review({ parts, request, api }) {
    const representation = negotiate(request)
    const options = writeOptionsOf(request, 'CreateOptions')
    await readObject(request, { group: api.group, version: api.version, kind: api.kind }, options)
    const metadata = { creationTimestamp: timestamp(parts.clock.now()) }
    const status = { userInfo: userInfoOf(request.user) }
    const value = { kind: api.kind, apiVersion: apiVersionOf(api), metadata, status }
    return { kind: 'value', code: 201, value, representation }
  },
}

/** A user as `authentication.k8s.io/v1` UserInfo. */
export function userInfoOf({ name, uid, groups, extra }: UserInfo): object {
  return {
    ...(name ? { username: name } : {}),
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  }
}
