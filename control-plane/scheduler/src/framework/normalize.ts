export const maxNodeScore = 100

/** Scales scores so that the largest becomes 100. */
export function scaleScores(scores: number[]): void {
  const largest = largestOf(scores)
  if (largest <= 0) return
  for (let i = 0; i < scores.length; i++) scores[i] = Math.floor(((scores[i] ?? 0) * maxNodeScore) / largest)
}

/** Scales scores so that zero becomes 100 and the largest 0: for counts of what is disliked. */
export function invertScores(scores: number[]): void {
  const largest = largestOf(scores)
  for (let i = 0; i < scores.length; i++) {
    const share = largest <= 0 ? 0 : Math.floor(((scores[i] ?? 0) * maxNodeScore) / largest)
    scores[i] = maxNodeScore - share
  }
}

function largestOf(scores: readonly number[]): number {
  let largest = 0
  for (const score of scores) if (score > largest) largest = score
  return largest
}
