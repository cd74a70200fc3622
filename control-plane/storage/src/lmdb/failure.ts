import { statfs } from 'node:fs/promises'
import { BackendError, type BackendErrorReason } from '../backend-error.ts'

const inputOutputError = 5
const leastRoom = 4 * 1024 * 1024

interface Sentence {
  readonly codes: readonly (string | number)[]
  readonly reason: BackendErrorReason
  readonly text: string
}

const sentences: readonly Sentence[] = [
  { codes: ['EACCES', 'EPERM', 13, 1], reason: 'Unreadable', text: 'permission denied' },
  { codes: ['ENOTDIR', 'EEXIST', 20, 17], reason: 'Unreadable', text: 'it is not a directory' },
  { codes: ['EROFS', 30], reason: 'Unreadable', text: 'the file system is read-only' },
  {
    codes: [-30793, -30796, -30797, -30794],
    reason: 'Unreadable',
    text: 'the file in it is damaged or no store',
  },
  { codes: ['EAGAIN', 'EBUSY', 11, 16], reason: 'Locked', text: 'it is in use by another process' },
  { codes: ['ENOSPC', 'EDQUOT', 'EFBIG', 28, 122, 27, -30792], reason: 'Full', text: 'the disk is full' },
]

/** Turns what the file system or LMDB said into a sentence, once. */
export function failure(error: unknown, directory: string, action: 'open' | 'write'): BackendError {
  if (error instanceof BackendError) return error
  const known = sentences.find(({ codes }) => codesOf(error).some((code) => codes.includes(code)))
  const text = known?.text ?? (error instanceof Error ? error.message : String(error))
  const what = action === 'open' ? 'open the store in' : 'write to the store in'
  return new BackendError(known?.reason ?? 'Failed', `cannot ${what} ${directory}: ${text}`, error)
}

function codesOf(error: unknown): (string | number)[] {
  const codes: (string | number)[] = []
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string' || typeof code === 'number') codes.push(code)
  }
  return codes
}

/** What made a commit fail: lmdb says so later, by rejecting the promise `commitError`. */
export async function reasonOf(error: unknown, directory: string): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error
  try {
    await error.commitError
    return error
  } catch (reason) {
    return (await isOutOfRoom(reason, directory)) ? new NoRoom({ cause: reason }) : reason
  }
}

/** A write that ends short is all LMDB sees of a full disk, and it calls that an input/output error. */
async function isOutOfRoom(reason: unknown, directory: string): Promise<boolean> {
  if (!codesOf(reason).includes(inputOutputError)) return false
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize < leastRoom
}

class NoRoom extends Error {
  readonly code = 'ENOSPC'

  constructor(options: ErrorOptions) {
    super('no space left on device', options)
  }
}
