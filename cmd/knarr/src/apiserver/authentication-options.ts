import type { AuthenticationOptions } from '@knarr/apiserver'
import type { OptionValues } from '@knarr/component'

/** Flags of kube-apiserver that say who somebody is, by upstream's names. */
export const authenticationTable = {
  'anonymous-auth': {
    type: 'boolean',
    default: true,
    help: 'Take requests without credentials as those of system:anonymous.',
  },
  'api-audiences': {
    type: 'list',
    help: 'What tokens for this API name as their audience; the issuer of service account tokens unless given.',
  },
  'token-auth-file': {
    type: 'string',
    help: 'A file of tokens and whose they are: token,user,uid,"group1,group2".',
  },
  'enable-bootstrap-token-auth': {
    type: 'boolean',
    help: 'Know nodes that join by secrets of type bootstrap.kubernetes.io/token in kube-system.',
  },
} as const

export function authenticationOptionsOf(
  values: OptionValues<typeof authenticationTable>,
): AuthenticationOptions {
  const { anonymousAuth, apiAudiences, tokenAuthFile, enableBootstrapTokenAuth } = values
  return {
    ...{ anonymousAuth, apiAudiences, bootstrapTokenAuth: enableBootstrapTokenAuth },
    ...(tokenAuthFile ? { tokenAuthFile } : {}),
  }
}
