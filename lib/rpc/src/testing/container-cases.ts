import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { containerConfig, eventually, exited, logLines, logText, runContainer } from './pod-fixtures.ts'
import type { SuiteContext } from './runtime-suite.ts'

/** Containers: their life, their logs, their files and limits. */
export function containerCases(context: SuiteContext): void {
  it('takes a container from created to exited', async () => {
    const { runtime, image } = context
    const pod = await context.pod('steps')
    const config = containerConfig(image, ['sh', '-c', 'exit 7'], { labels: { a: 'b' } })
    const id = await runtime.createContainer(pod.id, config, pod.config)
    expect(await runtime.containerStatus(id)).toMatchObject({
      state: 'CREATED',
      podSandboxId: pod.id,
      startedAtMs: 0,
    })
    await runtime.startContainer(id)
    const status = await exited(runtime, id)
    expect(status).toMatchObject({
      exitCode: 7,
      reason: 'Error',
      labels: { a: 'b' },
      metadata: { name: 'main' },
    })
    expect(status.finishedAtMs).toBeGreaterThanOrEqual(status.createdAtMs)
    await runtime.removeContainer(id)
    await runtime.removeContainer(id)
    await expect(runtime.containerStatus(id)).rejects.toMatchObject({ code: 'NotFound' })
  })

  it.each([
    ['0', 'Completed', 'exit 0'],
    ['3', 'Error', 'exit 3'],
    ['137', 'Error', 'kill -9 $$; sleep 9'],
    ['143', 'Error', 'sh -c "kill -15 \\$\\$"; exit $?'],
  ])('exits with %s and reason %s', async (exitCode, reason, script) => {
    const pod = await context.pod('codes')
    // PID 1 cannot be killed from within its namespace: the signal goes to a child, as a shell reports it.
    const inChild = ['sh', '-c', `sh -c '${script}'; exit $?`]
    const id = await runContainer(context.runtime, pod, containerConfig(context.image, inChild))
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: Number(exitCode), reason })
  })

  it('stops a container that heeds TERM, and kills one that does not', async () => {
    const { runtime, image } = context
    const pod = await context.pod('stop')
    const heeding = "trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    const polite = await runContainer(runtime, pod, containerConfig(image, ['sh', '-c', heeding]))
    await eventually(
      () => logText(`${pod.config.logDirectory}/main_0.log`),
      (text) => text === 'ready\n',
    )
    await runtime.stopContainer(polite, 10_000)
    expect(await runtime.containerStatus(polite)).toMatchObject({ state: 'EXITED', exitCode: 5 })
    const deaf = await runContainer(runtime, pod, containerConfig(image, ['sleep', '100'], other('deaf')))
    await runtime.stopContainer(deaf, 50)
    expect(await runtime.containerStatus(deaf)).toMatchObject({ state: 'EXITED', exitCode: 137 })
    await runtime.stopContainer(deaf, 50)
  })

  it('cannot start a command that is not there', async () => {
    const { runtime, image } = context
    const pod = await context.pod('missing')
    const id = await runtime.createContainer(pod.id, containerConfig(image, ['no-such-command']), pod.config)
    await expect(runtime.startContainer(id)).rejects.toThrow(/no-such-command/)
    expect(await runtime.containerStatus(id)).toMatchObject({ state: 'EXITED', exitCode: 128 })
  })

  it('does not know containers, sandboxes and images that are not there', async () => {
    const { runtime, image } = context
    const pod = await context.pod('unknown')
    const config = containerConfig('localhost/no/such:image', ['true'])
    await expect(runtime.createContainer(pod.id, config, pod.config)).rejects.toMatchObject({
      code: 'NotFound',
    })
    await expect(runtime.startContainer('nosuch')).rejects.toMatchObject({ code: 'NotFound' })
    await expect(runtime.podSandboxStatus('nosuch')).rejects.toMatchObject({ code: 'NotFound' })
    const orphan = runtime.createContainer('nosuch', containerConfig(image, ['true']), pod.config)
    await expect(orphan).rejects.toMatchObject({ code: 'NotFound' })
  })

  it('logs both streams line by line, cutting long lines', async () => {
    const pod = await context.pod('logs')
    const script = 'echo one; echo two >&2; head -c 20000 /dev/zero | tr "\\0" x; echo; printf end'
    const id = await runContainer(context.runtime, pod, containerConfig(context.image, ['sh', '-c', script]))
    await exited(context.runtime, id)
    const path = `${pod.config.logDirectory}/main_0.log`
    const text = `one\n${'x'.repeat(20_000)}\nend`
    await eventually(
      () => logText(path),
      (logged) => logged === text,
    )
    expect(readFileSync(path, 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d) stdout F one$/m,
    )
    const lines = logLines(path)
    expect(lines).toContain('stderr F two')
    const stdout = lines.filter((line) => line.startsWith('stdout '))
    expect(stdout[0]).toBe('stdout F one')
    expect(stdout[1]).toBe(`stdout P ${'x'.repeat(16_384)}`)
  })

  it('starts a new log file when told', async () => {
    const pod = await context.pod('rotate')
    const config = containerConfig(
      context.image,
      ['sh', '-c', 'echo before; read wait < /tmp/go; echo after'],
      {
        mounts: [volume(context, 'rotate-tmp', '/tmp')],
      },
    )
    writeFileSync(`${context.directory}/rotate-tmp/keep`, '')
    const script = 'echo before; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo after'
    const id = await runContainer(context.runtime, pod, { ...config, command: ['sh', '-c', script] })
    const path = `${pod.config.logDirectory}/main_0.log`
    await eventually(
      () => logText(path),
      (text) => text === 'before\n',
    )
    renameSync(path, `${path}.1`)
    await context.runtime.reopenContainerLog(id)
    writeFileSync(`${context.directory}/rotate-tmp/go`, '')
    await exited(context.runtime, id)
    expect(logText(`${path}.1`)).toBe('before\n')
    expect(logText(path)).toBe('after\n')
  })

  it('gives the command its arguments, environment and directory', async () => {
    const pod = await context.pod('command')
    const config = containerConfig(context.image, ['sh', '-c', 'echo "$0 $1 $A"; pwd'], {
      args: ['zero', 'a b'],
      envs: [{ key: 'A', value: 'x=y z' }],
      workingDir: '/made/for/it',
    })
    await exited(context.runtime, await runContainer(context.runtime, pod, config))
    expect(logText(`${pod.config.logDirectory}/main_0.log`)).toBe('zero a b x=y z\n/made/for/it\n')
  })

  it('mounts directories and files, writable or not', async () => {
    const pod = await context.pod('mounts')
    const mounts = [
      volume(context, 'rw', '/data'),
      { ...volume(context, 'ro', '/data/inner'), readonly: true },
      // A link of the image, which must not lead out of the container.
      volume(context, 'linked', '/var/run/secrets'),
      { ...volume(context, 'file', '/etc/one'), hostPath: `${context.directory}/file/one` },
    ]
    writeFileSync(`${context.directory}/file/one`, 'single\n')
    const script =
      'echo written > /data/new; (echo no > /data/inner/new) 2>/dev/null || echo refused; cat /etc/one; touch /run/secrets/seen'
    const id = await runContainer(
      context.runtime,
      pod,
      containerConfig(context.image, ['sh', '-c', script], { mounts }),
    )
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(`${context.directory}/rw/new`, 'utf8')).toBe('written\n')
    expect(logText(`${pod.config.logDirectory}/main_0.log`)).toBe('refused\nsingle\n')
    expect(readFileSync(`${context.directory}/linked/seen`, 'utf8')).toBe('')
  })

  it('kills what takes too much memory and says so', async () => {
    const pod = await context.pod('oom')
    const script = 'x=a; while :; do x=$x$x; done'
    const config = containerConfig(context.image, ['sh', '-c', script], {
      resources: { memoryLimitBytes: 16 << 20 },
    })
    const id = await runContainer(context.runtime, pod, config)
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
  })

  it('measures containers and changes their limits', async () => {
    const { runtime, image } = context
    const pod = await context.pod('stats')
    const id = await runContainer(
      runtime,
      pod,
      containerConfig(image, ['sh', '-c', 'while :; do :; done'], {
        resources: { cpuQuota: 20_000, cpuPeriod: 100_000, memoryLimitBytes: 64 << 20 },
      }),
    )
    const stats = await eventually(
      () => runtime.containerStats(id),
      (now) => now.cpuUsageNanoseconds > 0,
    )
    expect(stats).toMatchObject({ id, podSandboxId: pod.id, name: 'main' })
    expect(stats.memoryUsageBytes).toBeGreaterThan(0)
    expect((await runtime.listContainerStats()).map((one) => one.id)).toContain(id)
    await runtime.updateContainerResources(id, { memoryLimitBytes: 96 << 20 })
  })

  it('finds its containers again, with their logs and ends', async () => {
    const pod = await context.pod('again')
    const mounts = [volume(context, 'again-tmp', '/tmp')]
    const script = 'echo before; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo after; exit 4'
    const id = await runContainer(
      context.runtime,
      pod,
      containerConfig(context.image, ['sh', '-c', script], { mounts }),
    )
    const short = containerConfig(context.image, ['sh', '-c', 'sleep 0.3; exit 6'], other('short'))
    const missed = await runContainer(context.runtime, pod, short)
    await context.reopen()
    expect(await context.runtime.containerStatus(id)).toMatchObject({ state: 'RUNNING' })
    expect(await context.runtime.podSandboxStatus(pod.id)).toMatchObject({
      state: 'READY',
      ips: [pod.address],
    })
    expect(await exited(context.runtime, missed)).toMatchObject({ exitCode: 6 })
    writeFileSync(`${context.directory}/again-tmp/go`, '')
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: 4 })
    expect(logText(`${pod.config.logDirectory}/main_0.log`)).toBe('before\nafter\n')
  })
}

function other(name: string): { metadata: { name: string; attempt: number }; logPath: string } {
  return { metadata: { name, attempt: 0 }, logPath: `${name}_0.log` }
}

function volume(context: SuiteContext, name: string, containerPath: string) {
  const hostPath = `${context.directory}/${name}`
  mkdirSync(hostPath, { recursive: true })
  return { containerPath, hostPath, readonly: false, propagation: 'PRIVATE' as const }
}
