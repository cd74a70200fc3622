import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian's packages of a kernel that runs as a process and has ip_vs, and of the tools to speak to it. */
const packages = [
  ...['user-mode-linux', 'kmod', 'libkmod2', 'ipvsadm', 'libpopt0', 'libnl-3-200', 'libnl-genl-3-200'],
  ...['ipset', 'libipset13', 'libmnl0'],
]
const tools = join(tmpdir(), 'knarr-ipvs-guest')
const kernel = join(tools, 'usr/bin/linux.uml')
const limitMs = 170_000

/** Why no guest can be run here; undefined where one can. Downloads what is missing, and installs nothing. */
export function guestProblem(): string | undefined {
  if (process.getuid?.() !== 0) return 'It needs root.'
  if (process.arch !== 'x64') return 'User-mode Linux is there for x86_64 only.'
  for (const file of ['/usr/bin/busybox', '/usr/bin/dash', '/usr/sbin/xtables-legacy-multi'])
    if (!existsSync(file)) return `It needs ${file}.`
  return existsSync(kernel) ? undefined : download()
}

function download(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'knarr-ipvs-packages-'))
  try {
    const { status, stderr } = spawnSync('apt-get', ['download', ...packages], { cwd: folder })
    if (status !== 0) return `apt-get could not download user-mode-linux and its tools: ${stderr}`
    mkdirSync(tools, { recursive: true })
    for (const file of readdirSync(folder)) spawnSync('dpkg', ['-x', join(folder, file), tools])
    return existsSync(kernel) ? undefined : `${kernel} is not in the package user-mode-linux.`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What to add to the environment so that the packages' commands are found. */
export function guestTools(): { readonly PATH: string; readonly LD_LIBRARY_PATH: string } {
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu']
  return {
    PATH: `${join(tools, 'usr/sbin')}:${process.env.PATH}`,
    LD_LIBRARY_PATH: libraries.map((path) => join(tools, path)).join(':'),
  }
}

/** Runs a script of this folder as root of a guest whose files are the host's; resolves with what it wrote down. */
export async function runInGuest<Seen>(script: string): Promise<Seen> {
  const share = mkdtempSync(join(tmpdir(), 'knarr-ipvs-share-'))
  try {
    const log = await boot(share, script)
    const result = join(share, 'seen.json')
    const output = join(share, 'output.txt')
    if (!existsSync(result)) {
      const said = existsSync(output) ? readFileSync(output, 'utf8') : log
      throw new Error(`the guest wrote nothing down: ${said}`)
    }
    return JSON.parse(readFileSync(result, 'utf8')) as Seen
  } finally {
    rmSync(share, { recursive: true })
  }
}

function boot(share: string, script: string): Promise<string> {
  const child = spawn(
    kernel,
    [
      ...['mem=768M', 'rootfstype=hostfs', 'ro', 'quiet', 'con0=null,fd:1', 'con=null', `uml_dir=${share}`],
      `init=${join(import.meta.dirname, 'init.sh')}`,
      ...[`GUEST_SHARE=${share}`, `GUEST_TOOLS=${tools}`, `GUEST_NODE=${process.execPath}`],
      `GUEST_SCRIPT=${join(import.meta.dirname, script)}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data))
  return new Promise((resolve, reject) => {
    // The kernel's threads are processes of their own.
    const end = (): boolean => process.kill(-(child.pid ?? 0), 'SIGKILL')
    const limit = setTimeout(end, limitMs)
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(limit)
      resolve(log)
    })
  })
}
