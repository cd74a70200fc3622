const maxScore = 100

/** Scales scores so that the largest becomes 100. */
export function scale(scores: Map<string, number>): void {
  const largest = Math.max(...scores.values())
  if (largest <= 0) return
  for (const [node, score] of scores) scores.set(node, Math.floor((score * maxScore) / largest))
}

/** Scales scores so that zero becomes 100 and the largest 0: for counts of what is disliked. */
export function invert(scores: Map<string, number>): void {
  const largest = Math.max(...scores.values())
  for (const [node, score] of scores) {
    scores.set(node, largest <= 0 ? maxScore : maxScore - Math.floor((score * maxScore) / largest))
  }
}
