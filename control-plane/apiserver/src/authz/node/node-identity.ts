import type { UserInfo } from '../../request/server-request.ts'

const prefix = 'system:node:'

/** The node whose kubelet the user is: empty where the name does not tell, undefined for everybody else. */
export function nodeNameOf({ name, groups }: UserInfo): string | undefined {
  return name.startsWith(prefix) && groups.includes('system:nodes') ? name.slice(prefix.length) : undefined
}
