import { readFileSync } from 'node:fs'

/** Where a kubeconfig's first cluster is, and what its first user shows there. */
export interface Access {
  readonly server: string
  readonly tls: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer }
}

export function accessOf(kubeconfig: string): Access {
  const text = readFileSync(kubeconfig, 'utf8')
  const field = (name: string): string => new RegExp(`${name}: (\\S+)`).exec(text)?.[1] ?? ''
  const pem = (name: string): Buffer => Buffer.from(field(name), 'base64')
  const tls = {
    ca: pem('certificate-authority-data'),
    cert: pem('client-certificate-data'),
    key: pem('client-key-data'),
  }
  return { server: field('server'), tls }
}
