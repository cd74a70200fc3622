import { execFileSync } from 'node:child_process'
import type { LocalImage } from '../images/local-image.ts'

/** An image of this machine's static busybox, with a shell and all its commands, for tests. */
export function busyboxImage(reference: string, config: LocalImage['config'] = {}): LocalImage {
  const busybox = '/bin/busybox'
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)
  return {
    reference,
    architecture: process.arch,
    files: [
      { path: '/bin/busybox', mode: 0o755, source: busybox },
      ...applets
        .filter((name) => name !== 'busybox')
        .map((name) => ({ path: `/bin/${name}`, link: 'busybox' })),
      {
        path: '/etc/passwd',
        content: 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/home/app:/bin/sh\n',
      },
      { path: '/etc/group', content: 'root:x:0:\napp:x:1001:\nextra:x:1002:app\n' },
      { path: '/root', mode: 0o700 },
      { path: '/tmp', mode: 0o1777 },
      { path: '/run' },
      { path: '/var/run', link: '/run' },
    ],
    config: { Cmd: ['sh'], ...config },
  }
}
