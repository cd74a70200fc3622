/** What a level may have and wants, in seats. */
export interface SeatClaim {
  /** What its share gives it. */
  readonly nominal: number
  /** What is left where others borrow all it lends. */
  readonly min: number
  /** What it has where it borrows all it may. */
  readonly max: number
  /** The most it needed at once since the last time. */
  readonly high: number
  /** The same, forgotten slowly. */
  readonly smooth: number
}

/**
 * Who has how many of `total` seats for the time being: nobody less than it lends or needs of its own, nobody more
 * than it may borrow, and between those bounds everyone the same part of what it would like.
 */
export function allotSeats(total: number, claims: readonly SeatClaim[]): number[] {
  const floors = claims.map(({ nominal, min, high }) => Math.max(min, Math.min(nominal, high)))
  const wishes = claims.map(({ smooth }, i) => Math.max(floors[i] ?? 0, smooth))
  const at = (part: number): number[] =>
    claims.map(({ max }, i) => Math.min(max, Math.max(floors[i] ?? 0, part * (wishes[i] ?? 0))))
  const part = largestPart((candidate) => sum(at(candidate)) <= total)
  return at(part).map((seats, i) => Math.max(floors[i] ?? 0, Math.floor(seats + 1e-6)))
}

/** The largest number for which `fits` still holds, as near as matters; 0 where it holds for none. */
function largestPart(fits: (part: number) => boolean): number {
  let [low, high] = [0, 1]
  while (fits(high) && high < 2 ** 20) high *= 2
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}
