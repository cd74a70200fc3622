import { execFile } from 'node:child_process'
import { type ClientPackage, clientBinary } from './real-clients.ts'

export interface KubectlResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Kubectl {
  /** Runs kubectl and resolves with its output, failing the test when it fails. */
  (...args: string[]): Promise<string>
  readonly binary: string
  /** Runs it whatever happens. */
  result(
    args: readonly string[],
    options?: { stdin?: string; timeoutMs?: number; env?: NodeJS.ProcessEnv },
  ): Promise<KubectlResult>
}

/** A real kubectl of one version against one cluster. */
export function kubectlFor(kubeconfig: string, version: ClientPackage = 'kubectl35'): Kubectl {
  const binary = clientBinary(version, 'kubectl')
  const result: Kubectl['result'] = (args, { stdin, timeoutMs = 60_000, env: extra = {} } = {}) =>
    new Promise((resolve) => {
      const env = { ...process.env, ...extra, KUBECONFIG: kubeconfig, HOME: `${kubeconfig}.home` }
      const child = execFile(
        binary,
        args,
        { env, timeout: timeoutMs, maxBuffer: 64 << 20 },
        (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
      )
      child.stdin?.end(stdin ?? '')
    })
  const kubectl = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await result(args)
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`)
    return stdout
  }
  return Object.assign(kubectl, { result, binary })
}
