/** The lines of two texts, each behind ` `, `-` or `+`; of what is the same only `context` lines around. */
export function lineDiff(before: string, after: string, context = 3): string[] {
  const all = editsOf(before.split('\n'), after.split('\n'))
  const isNear = (index: number): boolean =>
    all.slice(Math.max(0, index - context), index + context + 1).some((line) => !line.startsWith(' '))
  const shown: string[] = []
  for (const [index, line] of all.entries()) {
    if (isNear(index)) shown.push(line)
    else if (shown.length > 0 && shown.at(-1) !== '...') shown.push('...')
  }
  if (shown.at(-1) === '...') shown.pop()
  return shown
}

/** By the longest common subsequence. */
function editsOf(before: readonly string[], after: readonly string[]): string[] {
  const lengths = commonLengths(before, after)
  const edits: string[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push(` ${before[i]}`)
      i++
      j++
    } else if (
      j >= after.length ||
      (i < before.length && lengthAt(lengths, i + 1, j) >= lengthAt(lengths, i, j + 1))
    ) {
      edits.push(`-${before[i++]}`)
    } else edits.push(`+${after[j++]}`)
  }
  return edits
}

/** How long the longest common subsequence is of what follows each pair of lines. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--) {
    const row = lengths[i] as Uint32Array
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] =
        before[i] === after[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1))
    }
  }
  return lengths
}

function lengthAt(lengths: readonly Uint32Array[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0
}
