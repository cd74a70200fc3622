import type { Library } from '../check/declarations.ts'
import { regexLibrary } from './regex.ts'
import { standardLibrary } from './standard.ts'
import { stringLibrary } from './strings.ts'

/** What expressions in Kubernetes can use. */
export const kubernetesLibraries: readonly Library[] = [standardLibrary, stringLibrary, regexLibrary]
