import type { PolicyRule } from '@knarr/api/rbac/v1'
import { allow, allowPaths } from './allow.ts'

const health = '/healthz /livez /readyz'
const certificates = 'certificates.k8s.io'
const approver = (signer: string): PolicyRule[] => [allow('approve', certificates, 'signers', signer)]

/** Roles for people, and for whom an administrator binds to them. */
export const userRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'cluster-admin': [allow('*', '*', '*'), { nonResourceURLs: ['*'], verbs: ['*'] }],
  'system:auth-delegator': [
    allow('create', 'authentication.k8s.io', 'tokenreviews'),
    allow('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  ],
  'system:basic-user': [
    allow('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    allow('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    allow('create', certificates, 'certificatesigningrequests/nodeclient'),
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    allow('create', certificates, 'certificatesigningrequests/selfnodeclient'),
  ],
  'system:certificates.k8s.io:kube-apiserver-client-approver': approver(
    'kubernetes.io/kube-apiserver-client',
  ),
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': approver(
    'kubernetes.io/kube-apiserver-client-kubelet',
  ),
  'system:certificates.k8s.io:kubelet-serving-approver': approver('kubernetes.io/kubelet-serving'),
  'system:certificates.k8s.io:legacy-unknown-approver': approver('kubernetes.io/legacy-unknown'),
  'system:discovery': [
    allowPaths(`${health} /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*`),
  ],
  'system:monitoring': [
    allowPaths(`${health} /flagz /healthz/* /livez/* /metrics /metrics/slis /readyz/* /statusz`),
    allow('get', '', 'nodes/metrics'),
  ],
  'system:public-info-viewer': [allowPaths(`${health} /version /version/`)],
  'system:service-account-issuer-discovery': [
    allowPaths(
      '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
    ),
  ],
}
