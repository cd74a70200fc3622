import type { StatusError } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext } from '../../admission-plugin.ts'
import { refusal } from '../../refusal.ts'

/** A write of a kubelet, and whose. */
export interface NodeWrite {
  readonly attributes: AdmissionAttributes
  readonly context: AdmissionContext
  readonly node: string
}

/** Refuses by throwing a StatusError. */
export type Judge = (write: NodeWrite) => void | Promise<void>

/** Go's `%q`. */
export const quoted = (text: string): string => JSON.stringify(text)

export function refusalOf({ attributes }: NodeWrite, why: string): StatusError {
  return refusal(attributes, why)
}

export function unexpectedOperation(write: NodeWrite): StatusError {
  return refusalOf(write, `unexpected operation ${quoted(write.attributes.operation)}`)
}
