import { describe, expect, it } from 'vitest'
import { statusErrorOf } from './status-of-response.ts'

const text = { 'content-type': 'text/plain; charset=utf-8' }

describe('the error of a response', () => {
  it('is the Status in its body', () => {
    const body = JSON.stringify({ kind: 'Status', message: 'mine', reason: 'Forbidden' })
    expect(statusErrorOf(403, body)).toMatchObject({ message: 'mine', reason: 'Forbidden', code: 403 })
  })

  it.each<[number, string, Record<string, string>, string]>([
    [401, '', {}, 'the server has asked for the client to provide credentials'],
    [403, 'not you\n', text, 'not you'],
    [403, 'not you', {}, 'unknown'],
    [404, 'x', text, 'the server could not find the requested resource'],
    [418, 'x', text, 'the server responded with the status code 418 but did not return more information'],
    [500, 'oops', text, 'an error on the server ("oops") has prevented the request from succeeding'],
    [502, '{}', {}, 'an error on the server ("unknown") has prevented the request from succeeding'],
    [503, 'busy', text, 'the server is currently unable to handle the request'],
  ])('%i %j %j without one is told as client-go does', (code, body, headers, message) => {
    expect(statusErrorOf(code, body, headers)).toMatchObject({ code, message })
  })

  it('says when to ask again', () => {
    const { status } = statusErrorOf(429, '', { 'retry-after': '7' })
    expect(status).toMatchObject({ reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } })
  })
})
