export type { Client, DeleteOptions, ListOptions, Patch, WatchOptions, WriteOptions } from './client.ts'
export type { EventRecorder } from './events/event-recorder.ts'
export type { Informer, InformerFactory, InformerHandler, Lister } from './informer/lister.ts'
export type { ApiRequest, Transport, WatchEvent } from './transport.ts'
