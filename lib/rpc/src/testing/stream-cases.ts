import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { containerConfig, eventually, exited, runContainer } from './pod-fixtures.ts'
import type { SuiteContext } from './runtime-suite.ts'

/** Exec, attach and port forwarding. */
export function streamCases(context: SuiteContext): void {
  const sleeper = async (name: string): Promise<string> => {
    const pod = await context.pod(name)
    return runContainer(context.runtime, pod, containerConfig(context.image, ['sleep', '100']))
  }

  it('executes a command and gives its output and exit code', async () => {
    const id = await sleeper('exec')
    const result = await context.runtime.execSync(id, ['sh', '-c', 'echo out; echo err >&2; exit 3'])
    expect([String(result.stdout), String(result.stderr), result.exitCode]).toEqual(['out\n', 'err\n', 3])
    await expect(context.runtime.execSync(id, ['no-such-command'])).rejects.toThrow(/no-such-command/)
    await expect(context.runtime.execSync(id, ['sleep', '50'], 100)).rejects.toMatchObject({
      code: 'DeadlineExceeded',
    })
    await context.runtime.stopContainer(id, 0)
    await expect(context.runtime.execSync(id, ['true'])).rejects.toThrow()
  })

  it('passes input on to its end', async () => {
    const id = await sleeper('input')
    const options = { stdin: true, stdout: true, stderr: true, tty: false }
    const session = await context.runtime.exec(id, ['sh', '-c', 'cat; echo done'], options)
    session.stderr?.resume()
    session.stdin?.end('some input\n')
    const output = await text(session.stdout as Readable)
    expect(output).toBe('some input\ndone\n')
    expect(await session.exit).toEqual({ exitCode: 0 })
  })

  it('carries much data', async () => {
    const id = await sleeper('much')
    const options = { stdin: true, stdout: true, stderr: true, tty: false }
    const session = await context.runtime.exec(id, ['md5sum'], options)
    session.stdin?.end(Buffer.alloc(5_000_000, 'x'))
    expect(await text(session.stdout as Readable)).toBe('9dff3479548c346bbeeeab2c23af22fd  -\n')
  })

  it('gives a terminal and its size', async () => {
    const id = await sleeper('terminal')
    const options = { stdin: true, stdout: true, stderr: false, tty: true }
    const session = await context.runtime.exec(
      id,
      ['sh', '-c', 'while [ "$(stty size)" != "33 120" ]; do sleep 0.02; done; tty; exit 5'],
      options,
    )
    session.resize(120, 33)
    const output = await text(session.stdout as Readable)
    expect(output).toMatch(/\/dev\/pts\/\d+\r\n/)
    expect(await session.exit).toEqual({ exitCode: 5 })
  })

  it('ends a session that is given up', async () => {
    const id = await sleeper('given-up')
    const options = { stdin: false, stdout: true, stderr: true, tty: false }
    const session = await context.runtime.exec(id, ['sleep', '77'], options)
    const ps = async (): Promise<string> => String((await context.runtime.execSync(id, ['ps'])).stdout)
    await eventually(ps, (list) => list.includes('sleep 77'))
    session.close()
    await session.exit
    const goesOn = context.killsGivenUpCommands === false
    await eventually(ps, (list) => list.includes('sleep 77') === goesOn)
  })

  it('attaches to a container and ends its input once', async () => {
    const pod = await context.pod('attach')
    const config = containerConfig(context.image, ['sh', '-c', 'cat; echo done; exit 2'], {
      stdin: true,
      stdinOnce: true,
    })
    const id = await runContainer(context.runtime, pod, config)
    const session = await context.runtime.attach(id, { stdin: true, stdout: true, stderr: true, tty: false })
    session.stderr?.resume()
    session.stdin?.end('typed\n')
    expect(await text(session.stdout as Readable)).toBe('typed\ndone\n')
    await session.exit
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: 2 })
  })

  it('attaches to the terminal of a container', async () => {
    const pod = await context.pod('attach-tty')
    const config = containerConfig(context.image, ['sh'], { stdin: true, tty: true })
    const id = await runContainer(context.runtime, pod, config)
    const session = await context.runtime.attach(id, { stdin: true, stdout: true, stderr: false, tty: true })
    session.resize(90, 30)
    session.stdin?.write(
      'until [ "$(stty size)" = "30 90" ]; do sleep 0.02; done; echo size is right; exit 9\n',
    )
    expect(await text(session.stdout as Readable)).toContain('size is right\r\n')
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: 9 })
  })

  it("forwards connections to a pod's loopback", async () => {
    const pod = await context.pod('forward')
    const serve = 'mkdir /www; echo inside > /www/index.html; exec httpd -f -p 127.0.0.1:9000 -h /www'
    const id = await runContainer(context.runtime, pod, containerConfig(context.image, ['sh', '-c', serve]))
    const listening = ['sh', '-c', 'netstat -ltn | grep -q :9000']
    await eventually(
      () => context.runtime.execSync(id, listening),
      ({ exitCode }) => exitCode === 0,
    )
    const stream = await context.runtime.portForward(pod.id, 9000)
    stream.write('GET / HTTP/1.0\r\n\r\n')
    expect(await text(stream)).toMatch(/^HTTP\/1\.[01] 200 OK[\s\S]*\r\n\r\ninside\n$/)
  })

  it('says that a port is closed', async () => {
    const pod = await context.pod('closed')
    const forwarding = context.runtime.portForward(pod.id, 9001).then(text)
    // A driver that only learns it on the connection ends that at once.
    await expect(forwarding.catch((error: Error) => error.message)).resolves.toMatch(/^$|refused/)
  })
}
