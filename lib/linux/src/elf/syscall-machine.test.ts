import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { isMachine } from './elf-image.ts'
import { pauseExecutable } from './pause-executable.ts'
import { copyLoop, kernel, openAs } from './process-steps.ts'
import { syscallMachine } from './syscall-machine.ts'
import { SyscallProgram } from './syscall-program.ts'
import { SyscallRunner } from './syscall-runner.ts'

const directory = mkdtempSync(`${tmpdir()}/syscall-machine-`)
afterAll(() => rmSync(directory, { recursive: true }))

describe('the executables', () => {
  // The code behind these digests was read with a disassembler, instruction by instruction.
  it.each([
    ['the syscall machine', syscallMachine('arm64'), 'e9a0549e222b60d4'],
    ['the pause program', pauseExecutable('arm64'), '5723276334baefe4'],
  ])('%s for arm64 is the code that was checked', (_name, image, digest) => {
    expect(createHash('sha256').update(image).digest('hex').slice(0, 16)).toBe(digest)
  })

  it('stay small', () => {
    for (const machine of ['x64', 'arm64'] as const) {
      expect(syscallMachine(machine).length).toBeLessThan(512)
      expect(pauseExecutable(machine).length).toBeLessThan(512)
    }
  })
})

describe.runIf(process.platform === 'linux' && isMachine(process.arch))('on this machine', () => {
  const machine = process.arch as 'x64' | 'arm64'

  it.each(['SIGTERM', 'SIGINT'] as const)('the pause program ends with 0 on %s', async (signal) => {
    const path = `${directory}/pause-${signal}`
    writeFileSync(path, pauseExecutable(machine), { mode: 0o755 })
    const child = spawn(path, { stdio: 'ignore' })
    await once(child, 'spawn')
    // The handler stands after the first few instructions; a signal before them would just kill.
    await new Promise((resolve) => setTimeout(resolve, 50))
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('runs steps, forks, and passes results on', () => {
    const program = new SyscallProgram(machine)
    program.call('write', [1, program.text('hello '), 6])
    const child = program.fork(() => {
      program.call('execve', [
        program.text('/bin/echo'),
        program.texts(['echo', 'from a child']),
        program.texts([]),
      ])
    })
    program.call('wait4', [child, 0, 0, 0])
    program.call('exit_group', [7])
    expect(run(program)).toMatchObject({ status: 7, stdout: 'hello from a child\n' })
  })

  it('copies until the end', () => {
    const program = new SyscallProgram(machine)
    copyLoop(program, 0, 1)
    program.call('exit_group', [0])
    const input = 'x'.repeat(200_000)
    expect(run(program, input).stdout).toBe(input)
  })

  it('goes where a step says on an error, or on 0', () => {
    const program = new SyscallProgram(machine)
    const missing = {}
    const zero = {}
    program.call('openat', [kernel.AT_FDCWD, program.text('/no/such'), 0], { ifError: missing })
    program.call('exit_group', [1])
    program.place(missing)
    program.call('umask', [0])
    program.call('umask', [0], { ifZero: zero })
    program.call('exit_group', [2])
    program.place(zero)
    program.call('exit_group', [3])
    expect(run(program).status).toBe(3)
  })

  it('says which step failed and why, and leaves no program behind', async () => {
    const runner = new SyscallRunner(`${directory}/runner`)
    const program = new SyscallProgram(runner.machine)
    openAs(program, 100, '/', kernel.O_RDONLY)
    openAs(program, 101, '/no/such/file', kernel.O_RDONLY)
    program.call('exit_group', [0])
    await expect(runner.run(program)).rejects.toMatchObject({
      code: 'ENOENT',
      what: 'open /no/such/file',
      message: 'open /no/such/file: no such file or directory',
    })
    expect(readdirSync(`${directory}/runner`)).toEqual(['syscall-machine'])
  })

  it('refuses what it cannot express', () => {
    const program = new SyscallProgram(machine)
    const opened = program.call('openat', [kernel.AT_FDCWD, program.text('/'), 0])
    for (let uses = 0; uses < 3; uses++) program.call('close', [opened])
    expect(() => program.write(`${directory}/wrong`)).toThrow('more than twice')
    expect(() => new SyscallRunner(directory, 's390x')).toThrow('not supported on s390x')
  })

  function run(program: SyscallProgram, input = ''): { status: number | null; stdout: string } {
    writeFileSync(`${directory}/machine`, syscallMachine(machine), { mode: 0o755 })
    program.write(`${directory}/program`)
    return spawnSync(`${directory}/machine`, [`${directory}/program`], { input, encoding: 'utf8' })
  }
})
