import type { ApiRequest, Transport } from './transport.ts'

/** The transport, saying in each request which program asks: fields it writes are managed by what stands before the slash. */
export function withUserAgent(transport: Transport, userAgent: string): Transport {
  const signed = (request: ApiRequest): ApiRequest => ({
    ...request,
    headers: { 'user-agent': userAgent, ...request.headers },
  })
  return {
    request: (request) => transport.request(signed(request)),
    watch: (request) => transport.watch(signed(request)),
  }
}
