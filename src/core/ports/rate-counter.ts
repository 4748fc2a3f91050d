/** Counts what is taken in windows of time, for all processes that share it. What it counts may be lost. */
export interface RateCounter {
  /**
   * Takes as many of the wanted points as the window of this key still has. The first points taken begin a window;
   * when it ends, all points are back. With `wanted` 0 it only tells.
   */
  take(key: string, window: PointWindow): Promise<PointsTaken>
}

/** The same for each call with one key, but for `wanted`. */
export interface PointWindow {
  points: number
  seconds: number
  wanted: number
}

export interface PointsTaken {
  /** From 0 to `wanted`. */
  taken: number
  /** Points that were taken in this window by anybody, these included. */
  used: number
  /** Until the window ends; its whole length when none has begun. */
  msToReset: number
}
