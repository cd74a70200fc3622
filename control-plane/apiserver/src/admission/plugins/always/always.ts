import { forbidden } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'

/** Does nothing: upstream keeps it for those who name it. */
export const alwaysAdmit: AdmissionPlugin = { name: 'AlwaysAdmit', handles: () => false }

/** Refuses every write. */
export const alwaysDeny: AdmissionPlugin = {
  name: 'AlwaysDeny',
  handles: () => true,
  validate({ resource, name }) {
    throw forbidden(resource, name, 'admission control is denying all modifications')
  },
}
