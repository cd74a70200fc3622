import type { Authorizer } from '../../authz/authorizer.ts'
import type { UserInfo } from '../../request/server-request.ts'

/** Whether a user may do this for a signer: by its name, or for all signers of its domain. */
export async function isAuthorizedForSigner(
  authorizer: Authorizer,
  user: UserInfo,
  { verb, signerName }: { readonly verb: 'approve' | 'sign' | 'attest'; readonly signerName: string },
): Promise<boolean> {
  const [domain] = signerName.split('/')
  for (const name of [signerName, `${domain}/*`]) {
    const { verdict } = await authorizer.authorize({
      ...{ user, verb, name, group: 'certificates.k8s.io', version: '*', resource: 'signers' },
      ...{ subresource: '', namespace: '', path: '', isResourceRequest: true },
    })
    if (verdict === 'allow') return true
  }
  return false
}
