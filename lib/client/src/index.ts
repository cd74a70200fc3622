export type { Client, DeleteOptions, ListOptions, Patch, WatchOptions, WriteOptions } from './client.ts'
export { createClient } from './create-client.ts'
export { createIfMissing } from './create-if-missing.ts'
export type { EventRecorderOptions } from './events/create-event-recorder.ts'
export { createEventRecorder } from './events/create-event-recorder.ts'
export type { EventRecorder } from './events/event-recorder.ts'
export type { BackoffOptions } from './exponential-backoff.ts'
export { ExponentialBackoff } from './exponential-backoff.ts'
export { getIfThere } from './get-if-there.ts'
export type { HttpsTransportOptions } from './https/https-transport.ts'
export { HttpsTransport } from './https/https-transport.ts'
export type { InformerFactoryOptions } from './informer/informer-factory.ts'
export { createInformerFactory } from './informer/informer-factory.ts'
export { listAll } from './informer/list-all.ts'
export type { Informer, InformerFactory, InformerHandler, Lister } from './informer/lister.ts'
export type {
  Kubeconfig,
  KubeconfigCluster,
  KubeconfigContext,
  KubeconfigUser,
} from './kubeconfig/kubeconfig.ts'
export { contextOf, loadKubeconfig, parseKubeconfig } from './kubeconfig/kubeconfig.ts'
export type { KubeconfigTransportOptions } from './kubeconfig/transport-from-kubeconfig.ts'
export { transportFromKubeconfig } from './kubeconfig/transport-from-kubeconfig.ts'
export type { LeaderElectionOptions } from './leaderelection/run-leader-election.ts'
export { runLeaderElection } from './leaderelection/run-leader-election.ts'
export type { Logger } from './logger.ts'
export type { ApiRequest, Transport, WatchEvent } from './transport.ts'
export { withRetries } from './with-retries.ts'
export { withUserAgent } from './with-user-agent.ts'
export type { RateLimiter } from './workqueue/rate-limiter.ts'
export {
  bucketRateLimiter,
  defaultControllerRateLimiter,
  exponentialRateLimiter,
  maxOfRateLimiters,
  TokenBucket,
} from './workqueue/rate-limiter.ts'
export type { WorkQueueOptions } from './workqueue/work-queue.ts'
export { WorkQueue } from './workqueue/work-queue.ts'
