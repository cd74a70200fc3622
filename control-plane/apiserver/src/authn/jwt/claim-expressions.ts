import {
  type CelType,
  dynType,
  Environment,
  kubernetesLibraries,
  listType,
  mapType,
  objectType,
  type Program,
  stringType,
  typeText,
} from '@knarr/cel'

const texts = listType(stringType)
const userType = objectType(
  'kubernetes.UserInfo',
  new Map<string, CelType>([
    ['username', stringType],
    ['uid', stringType],
    ['groups', texts],
    ['extra', mapType(stringType, texts)],
  ]),
)

const environments: Readonly<Record<'claims' | 'user', Environment>> = {
  claims: new Environment({
    variables: { claims: mapType(stringType, dynType) },
    libraries: kubernetesLibraries,
  }),
  user: new Environment({ variables: { user: userType }, libraries: kubernetesLibraries }),
}

/** An expression ready to run, or why it cannot be. */
export type CompiledClaimExpression =
  | { readonly program: Program; readonly error?: undefined }
  | { readonly program?: undefined; readonly error: string }

/** Compiles what is about `claims` or `user`; undefined as a type stands for any. */
export function compileClaimExpression(
  variable: keyof typeof environments,
  text: string,
  wanted?: CelType,
): CompiledClaimExpression {
  const { program, error } = environments[variable].compile(text)
  if (!program) return { error: `compilation failed: ${error}` }
  if (!wanted || typeText(program.type) === typeText(wanted)) return { program }
  return { error: `must evaluate to ${typeText(wanted)}` }
}
