import { noSuchResource } from '../endpoints/dispatch.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { plainText } from './route.ts'

/** Below a served group and version a Status says so; elsewhere there is only text. */
export async function notFoundAnswer(catalog: ResourceCatalog, { path }: ServerRequest): Promise<Answer> {
  const [root, ...parts] = path.split('/').filter((part) => part !== '')
  const [group = '', version = ''] = root === 'apis' ? parts : ['', ...parts]
  if ((root === 'api' || root === 'apis') && catalog.hasVersion(group, version)) throw noSuchResource()
  return plainText(404, '404 page not found\n')
}
