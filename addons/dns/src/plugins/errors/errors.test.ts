import { describe, expect, it } from 'vitest'
import { ask } from '../../testing/ask.ts'
import { startForTest, startServer } from '../../testing/start-server.ts'

const failing = 'template IN A {\n answer "{{ .Nonsense }}"\n }'
const text = 'template: {{ .Nonsense }} is not known'

describe('errors', () => {
  it('logs what goes wrong', async () => {
    const test = await startForTest(`. {\n errors\n ${failing}\n}`)
    expect((await ask('a.', 'A', test)).rcode).toBe('SERVFAIL')
    expect(test.logged).toEqual([`plugin/errors: 2 a. A: ${text}`])
  })

  it.each([
    ['', []],
    ['warning', []],
    ['info show_first', [`plugin/errors: 2 a. A: ${text}`]],
    ['debug', undefined],
  ])('counts errors alike with %j', async (more, first) => {
    const test = await startForTest(
      `. {\n errors {\n consolidate 5m ".* is not known" ${more}\n }\n ${failing}\n}`,
    )
    for (let turn = 0; turn < 3; turn++) await ask('a.', 'A', test)
    await test.server.close()
    const summary = "plugin/errors: 3 errors like '.* is not known' occurred in last 5m"
    expect(test.logged).toEqual(first ? [...first, summary] : [])
  })

  it.each([
    ['errors stderr', 'invalid log file: stderr'],
    ['errors {\n consolidate 5m\n }', 'Wrong argument count'],
    ['errors {\n consolidate 5m ( \n }', 'missing closing )'],
    ['errors {\n consolidate 5m a loud\n }', 'unknown option in consolidate: loud'],
    [
      'errors {\n consolidate 5m a show_first info\n }',
      'log level must come before show_first in consolidate',
    ],
    ['errors {\n consolidate 5m a info error\n }', 'multiple log levels specified in consolidate'],
  ])('refuses %j', async (lines, message) => {
    await expect(startServer(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})
