import { describe, expect, it } from 'vitest'
import { choosePlugins } from './choose-plugins.ts'
import { newPlugins, offByDefault } from './plugins/order.ts'

const known = ['A', 'B', 'C'].map((name) => ({ name, handles: () => true }))
const names = (choice: Parameters<typeof choosePlugins>[2]) =>
  choosePlugins(known, new Set(['B']), choice).map(({ name }) => name)

describe('choosePlugins', () => {
  it.each([
    [{}, ['A', 'C']],
    [{ enable: ['B', 'A'] }, ['A', 'B', 'C']],
    [{ enable: ['B'], disable: ['A'] }, ['B', 'C']],
  ])('for %j runs %j', (choice, expected) => {
    expect(names(choice)).toEqual(expected)
  })

  it.each([
    [{ enable: ['X'] }, 'enable-admission-plugins plugin "X" is unknown'],
    [{ disable: ['X'] }, 'disable-admission-plugins plugin "X" is unknown'],
    [
      { enable: ['A'], disable: ['A'] },
      '[A] in enable-admission-plugins and disable-admission-plugins overlapped',
    ],
  ])('refuses %j', (choice, message) => {
    expect(() => names(choice)).toThrow(message)
  })

  it('knows plugins by upstream names, in upstream order', () => {
    const order = newPlugins({} as never).map(({ name }) => name)
    expect(order).toEqual([
      'NamespaceLifecycle',
      'LimitRanger',
      'ServiceAccount',
      'MutatingAdmissionWebhook',
      'ValidatingAdmissionWebhook',
      'ResourceQuota',
    ])
    expect(order).toEqual(expect.arrayContaining([...offByDefault]))
  })
})
