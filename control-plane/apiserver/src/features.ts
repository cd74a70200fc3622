import type { KnownFeatures } from '@knarr/component'

/**
 * The feature gates of upstream that mean something here. Those that are locked are always on: what they stand for
 * is built in.
 */
export const apiServerFeatures: KnownFeatures = {
  APIResponseCompression: { default: true, stage: 'BETA', isLocked: true },
  ComponentFlagz: { default: true, stage: 'BETA' },
  ComponentStatusz: { default: true, stage: 'BETA' },
  ConsistentListFromCache: { default: true, stage: 'GA', isLocked: true },
  CustomResourceFieldSelectors: { default: true, stage: 'GA', isLocked: true },
  PortForwardWebsockets: { default: true, stage: 'BETA', isLocked: true },
  TranslateStreamCloseWebsocketRequests: { default: true, stage: 'BETA', isLocked: true },
  WatchList: { default: true, stage: 'BETA', isLocked: true },
}
