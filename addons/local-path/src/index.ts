export type { LocalPathProvisionerOptions } from './local-path-provisioner.ts'
export { LocalPathProvisioner } from './local-path-provisioner.ts'
export { provisionerUser } from './provisioner-objects.ts'
