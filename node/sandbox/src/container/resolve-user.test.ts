import { describe, expect, it } from 'vitest'
import { resolveUser, type UserRequest } from './resolve-user.ts'

const passwd = 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n'
const group = 'root:x:0:\napp:x:1001:\nextra:x:1002:app,other\n'

describe('the user of a process', () => {
  it.each([
    ['nobody asked for', {}, [0, 0, [0], '/root']],
    ['the image names', { imageUser: 'app' }, [1000, 1001, [1001, 1002], '/home/app']],
    ['the image numbers', { imageUser: '1000' }, [1000, 1001, [1001, 1002], '/home/app']],
    ['the image numbers without an entry', { imageUser: '7:8' }, [7, 8, [8], '/']],
    ['the image names with a group', { imageUser: 'app:extra' }, [1000, 1002, [1002], '/home/app']],
    ['the pod numbers', { imageUser: 'app', runAsUser: 0 }, [0, 0, [0], '/root']],
    [
      'the pod numbers with groups',
      { runAsUser: 5, runAsGroup: 6, supplementalGroups: [7] },
      [5, 6, [6, 7], '/'],
    ],
    ['the pod names', { runAsUsername: 'app' }, [1000, 1001, [1001, 1002], '/home/app']],
  ] as [string, Partial<UserRequest>, [number, number, number[], string]][])(
    '%s',
    (_title, request, expected) => {
      const user = resolveUser({ imageUser: '', supplementalGroups: [], ...request }, passwd, group)
      expect([user.uid, user.gid, user.groups.toSorted(), user.home]).toEqual(expected)
    },
  )

  it('must be known by its name', () => {
    const ask = (imageUser: string) => () => resolveUser({ imageUser, supplementalGroups: [] }, passwd, group)
    expect(ask('nosuch')).toThrow('unable to find user nosuch: no matching entries in passwd file')
    expect(ask('app:nosuch')).toThrow('unable to find group nosuch')
  })
})
