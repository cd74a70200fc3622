import type { AdmissionPlugin } from '../admission-plugin.ts'
import { namespaceLifecycle } from './namespace-lifecycle/namespace-lifecycle.ts'

/** Every admission plugin, in the order a write meets them. */
export const admissionOrder: readonly AdmissionPlugin[] = [namespaceLifecycle]
