export type {
  AdmissionAttributes,
  AdmissionContext,
  AdmissionPlugin,
} from './admission/admission-plugin.ts'
export type { PluginChoice } from './admission/choose-plugins.ts'
export type { ApiServerOptions } from './api-server.ts'
export { ApiServer } from './api-server.ts'
export type { Authenticator } from './authn/authenticator.ts'
export type { AuthorizationAttributes, Authorizer, Decision, RulesOfUser } from './authz/authorizer.ts'
export type { BootstrapOptions } from './bootstrap/bootstrap-objects.ts'
export { ensureKubernetesService, ensureSystemNamespaces } from './bootstrap/bootstrap-objects.ts'
export { ensureBootstrapPolicy } from './bootstrap/ensure-policy.ts'
export type { KeyPair } from './certificates/certificate-authority.ts'
export type { ClusterCertificates, EnsureCertificatesOptions } from './certificates/ensure-certificates.ts'
export { ensureCertificates } from './certificates/ensure-certificates.ts'
export type { KubeconfigOptions } from './certificates/kubeconfig.ts'
export { kubeconfigFor } from './certificates/kubeconfig.ts'
export { ensureServiceAccountKey } from './certificates/service-account-key.ts'
export type { ListenOptions, TlsOptions } from './http/http-listener.ts'
export type { ServiceRanges } from './registry/core/service/memory-service-ip-allocator.ts'
export type { ServerRequest, UserInfo } from './request/server-request.ts'
export type { VersionInfo } from './routes/version-route.ts'
