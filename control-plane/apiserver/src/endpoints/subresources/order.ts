import { getEndpoint } from '../get.ts'
import { patchStatusEndpoint } from '../patch.ts'
import { updateStatusEndpoint } from '../update.ts'
import { binding } from './binding.ts'
import { eviction } from './eviction.ts'
import { log } from './log.ts'
import { proxies } from './proxy.ts'
import { scale } from './scale.ts'
import { streams } from './streams.ts'
import type { Subresource } from './subresource.ts'
import { token } from './token.ts'
import { wholeObjects } from './whole-objects.ts'

const statusVerbs = { get: getEndpoint, update: updateStatusEndpoint, patch: patchStatusEndpoint }

const status: Subresource = { name: 'status', verbs: statusVerbs }
/** Every subresource there is an endpoint for; discovery shows no other. */
export const subresources: readonly Subresource[] = [
  status,
  scale,
  binding,
  eviction,
  log,
  token,
  ...streams,
  ...proxies,
  ...wholeObjects,
]
