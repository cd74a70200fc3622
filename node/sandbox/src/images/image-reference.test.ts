import { describe, expect, it } from 'vitest'
import { parseImageReference, referenceText } from './image-reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

describe('an image reference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['docker.io/busybox', 'docker.io/library/busybox:latest'],
    ['index.docker.io/a/b:c', 'docker.io/a/b:c'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['127.0.0.1:5000/a/b/c:v1.2-x', '127.0.0.1:5000/a/b/c:v1.2-x'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    [`nginx:1.27@${digest}`, `docker.io/library/nginx@${digest}`],
  ])('%s is %s', (name, full) => expect(referenceText(parseImageReference(name))).toBe(full))

  it.each(['', 'UPPER', 'a//b', 'a:b:c', 'a@sha256:12', '-a', 'a/', 'a b'])('%j is none', (name) => {
    expect(() => parseImageReference(name)).toThrow(
      /^failed to parse reference .*: invalid reference format$/,
    )
  })
})
