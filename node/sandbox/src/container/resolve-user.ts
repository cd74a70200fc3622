import { RuntimeError } from '@knarr/rpc'
import type { ResolvedUser } from './process-spec.ts'

export interface UserRequest {
  /** `User` of the image's configuration: `name`, `1000`, `name:group`, `1000:1000`. */
  readonly imageUser: string
  readonly runAsUser?: number
  readonly runAsUsername?: string
  readonly runAsGroup?: number
  readonly supplementalGroups: readonly number[]
}

/** Who a process runs as, names looked up in the image's own `/etc/passwd` and `/etc/group`. */
export function resolveUser(request: UserRequest, passwd: string, group: string): ResolvedUser {
  const users = passwd.split('\n').map((line) => line.split(':'))
  const groups = group.split('\n').map((line) => line.split(':'))
  const [imageUser = '', imageGroup] = request.imageUser.split(':')
  const asked = request.runAsUser?.toString() ?? (request.runAsUsername || imageUser || '0')
  const user = users.find(([name, , uid]) => name === asked || (uid === asked && name !== undefined))
  const uid = Number(user?.[2] ?? asked)
  if (!Number.isInteger(uid))
    throw new RuntimeError('Unknown', `unable to find user ${asked}: no matching entries in passwd file`)
  const isImageUser = request.runAsUser === undefined && request.runAsUsername === undefined
  const askedGroup = request.runAsGroup?.toString() ?? (isImageUser ? imageGroup : undefined)
  const gid = askedGroup ? groupId(askedGroup, groups) : Number(user?.[3] ?? 0)
  const memberOf = user?.[0]
    ? groups
        .filter(([, , , members]) => members?.split(',').includes(user[0] as string))
        .map(([, , id]) => Number(id))
    : []
  const all = new Set([gid, ...memberOf, ...request.supplementalGroups])
  return { uid, gid, groups: [...all], home: user?.[5] || '/' }
}

function groupId(asked: string, groups: readonly string[][]): number {
  const gid = Number(groups.find(([name]) => name === asked)?.[2] ?? asked)
  if (!Number.isInteger(gid))
    throw new RuntimeError('Unknown', `unable to find group ${asked}: no matching entries in group file`)
  return gid
}
