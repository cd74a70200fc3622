import { MessageCodec, type MessageTable } from '@knarr/rpc'

/** The messages of etcd's v3 API, with the fields that are used here. */
const messages: MessageTable = {
  Header: { revision: [3, 'int64'] },
  KeyValue: {
    key: [1, 'bytes'],
    createRevision: [2, 'int64'],
    modRevision: [3, 'int64'],
    value: [5, 'bytes'],
  },
  RangeRequest: {
    key: [1, 'bytes'],
    rangeEnd: [2, 'bytes'],
    limit: [3, 'int64'],
    revision: [4, 'int64'],
    keysOnly: [8, 'bool'],
    countOnly: [9, 'bool'],
  },
  RangeResponse: {
    header: [1, 'Header'],
    kvs: [2, '[]KeyValue'],
    more: [3, 'bool'],
    count: [4, 'int64'],
  },
  PutRequest: { key: [1, 'bytes'], value: [2, 'bytes'], lease: [3, 'int64'] },
  DeleteRangeRequest: { key: [1, 'bytes'], rangeEnd: [2, 'bytes'] },
  Compare: {
    result: [1, 'enum:EQUAL,GREATER,LESS,NOT_EQUAL'],
    target: [2, 'enum:VERSION,CREATE,MOD,VALUE,LEASE'],
    key: [3, 'bytes'],
    version: [4, 'int64'],
    modRevision: [6, 'int64'],
  },
  RequestOp: {
    range: [1, 'RangeRequest'],
    put: [2, 'PutRequest'],
    deleteRange: [3, 'DeleteRangeRequest'],
  },
  ResponseOp: { range: [1, 'RangeResponse'] },
  TxnRequest: { compare: [1, '[]Compare'], success: [2, '[]RequestOp'], failure: [3, '[]RequestOp'] },
  TxnResponse: { header: [1, 'Header'], succeeded: [2, 'bool'], responses: [3, '[]ResponseOp'] },
  CompactionRequest: { revision: [1, 'int64'] },
  CompactionResponse: { header: [1, 'Header'] },
  WatchCreateRequest: {
    key: [1, 'bytes'],
    rangeEnd: [2, 'bytes'],
    startRevision: [3, 'int64'],
    progressNotify: [4, 'bool'],
    prevKv: [6, 'bool'],
  },
  WatchRequest: { create: [1, 'WatchCreateRequest'] },
  Event: { type: [1, 'enum:PUT,DELETE'], kv: [2, 'KeyValue'], prevKv: [3, 'KeyValue'] },
  WatchResponse: {
    header: [1, 'Header'],
    created: [3, 'bool'],
    canceled: [4, 'bool'],
    compactRevision: [5, 'int64'],
    cancelReason: [6, 'string'],
    events: [11, '[]Event'],
  },
  LeaseGrantRequest: { TTL: [1, 'int64'], ID: [2, 'int64'] },
  LeaseGrantResponse: { header: [1, 'Header'], ID: [2, 'int64'], TTL: [3, 'int64'] },
  AuthenticateRequest: { name: [1, 'string'], password: [2, 'string'] },
  AuthenticateResponse: { token: [2, 'string'] },
}

export const etcdCodec: MessageCodec = new MessageCodec(messages)

export interface KeyValue {
  readonly key: Uint8Array
  readonly createRevision: number
  readonly modRevision: number
  readonly value: Uint8Array
}

export interface RangeRequest {
  readonly key: Uint8Array
  readonly rangeEnd?: Uint8Array
  readonly limit?: number
  readonly revision?: number
  readonly keysOnly?: boolean
  readonly countOnly?: boolean
}

export interface RangeResponse {
  readonly header: { readonly revision: number }
  readonly kvs: readonly KeyValue[]
  readonly more: boolean
  readonly count: number
}

/** A condition of a transaction; without `version` and `modRevision` the target is compared with 0. */
export interface Compare {
  readonly result: 'EQUAL' | 'GREATER'
  readonly target: 'VERSION' | 'MOD'
  readonly key: Uint8Array
  readonly modRevision?: number
}

export interface RequestOp {
  readonly range?: RangeRequest
  readonly put?: { readonly key: Uint8Array; readonly value: Uint8Array; readonly lease?: number }
  readonly deleteRange?: { readonly key: Uint8Array }
}

export interface TxnRequest {
  readonly compare: readonly Compare[]
  readonly success: readonly RequestOp[]
  readonly failure: readonly RequestOp[]
}

export interface TxnResponse {
  readonly header: { readonly revision: number }
  readonly succeeded: boolean
  readonly responses: readonly { readonly range: RangeResponse | undefined }[]
}

export interface WatchCreateRequest {
  readonly key: Uint8Array
  readonly rangeEnd: Uint8Array
  readonly startRevision: number
  readonly progressNotify?: boolean
  readonly prevKv?: boolean
}

export interface EtcdEvent {
  readonly type: 'PUT' | 'DELETE'
  readonly kv: KeyValue
  readonly prevKv: KeyValue | undefined
}

export interface WatchResponse {
  readonly header: { readonly revision: number }
  readonly created: boolean
  readonly canceled: boolean
  readonly compactRevision: number
  readonly cancelReason: string
  readonly events: readonly EtcdEvent[]
}
