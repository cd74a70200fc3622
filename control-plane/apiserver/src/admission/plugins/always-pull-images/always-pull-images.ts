import type { Pod } from '@knarr/api/core/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { allContainersOf, isOfPods } from '../pod-attributes.ts'

/** Images are pulled each time, so that who has no right to an image cannot use what another pod pulled. */
export const alwaysPullImages: AdmissionPlugin = {
  name: 'AlwaysPullImages',

  handles: (attributes) => attributes.operation !== 'DELETE' && isOfPods(attributes),

  admit({ object, old }) {
    const known = new Set(old ? allContainersOf((old as Pod).spec).map(({ image }) => image) : [])
    for (const container of allContainersOf((object as Pod).spec)) {
      if (!known.has(container.image)) container.imagePullPolicy = 'Always'
    }
  },
}
