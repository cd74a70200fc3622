export { busyboxImage } from './busybox-image.ts'
export { describeWithNamespaces } from './describe-with-namespaces.ts'
export { toolsImage } from './tools-image.ts'
