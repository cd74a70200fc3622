import type { Library } from '../check/declarations.ts'
import { authorizerLibrary } from './authorizers.ts'
import { cidrLibrary } from './cidrs.ts'
import { formatLibrary } from './formats.ts'
import { ipLibrary } from './ips.ts'
import { listExtensions } from './list-extensions.ts'
import { listLibrary } from './lists.ts'
import { quantityLibrary } from './quantities.ts'
import { regexLibrary } from './regex.ts'
import { semverLibrary } from './semvers.ts'
import { setLibrary } from './sets.ts'
import { standardLibrary } from './standard.ts'
import { stringLibrary } from './strings.ts'
import { urlLibrary } from './urls.ts'

/** What every expression in Kubernetes can use. */
export const kubernetesLibraries: readonly Library[] = [
  standardLibrary,
  stringLibrary,
  setLibrary,
  listExtensions,
  listLibrary,
  regexLibrary,
  urlLibrary,
  quantityLibrary,
  ipLibrary,
  cidrLibrary,
  formatLibrary,
  semverLibrary,
  authorizerLibrary,
]
