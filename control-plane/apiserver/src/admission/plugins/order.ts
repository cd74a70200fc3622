import type { AdmissionPlugin } from '../admission-plugin.ts'
import { namespaceLifecycle } from './namespace-lifecycle/namespace-lifecycle.ts'
import { serviceAccount } from './service-account/service-account.ts'

/** Every admission plugin, in the order a write meets them: upstream's. */
export const admissionOrder: readonly AdmissionPlugin[] = [namespaceLifecycle, serviceAccount]

/** Plugins that only run where they are asked for. */
export const offByDefault: ReadonlySet<string> = new Set()
