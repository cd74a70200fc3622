/** Knarr's own version; the release sets it together with package.json. */
export const version = '0.1.0'

/** The Kubernetes release whose API is served. */
export const kubernetesVersion = 'v1.36.2'
