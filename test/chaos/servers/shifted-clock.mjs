// Loaded into a process before the program: at each SIGUSR2 the clock jumps ten minutes ahead, or back again. As with a
// clock that is set, only what reads the time of day sees it; timers and performance.now go on.
const jumpMs = 10 * 60_000
const RealDate = Date
let shiftMs = 0

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + shiftMs)
    else super(...args)
  }
  static now() {
    return RealDate.now() + shiftMs
  }
}

process.on('SIGUSR2', () => {
  shiftMs = jumpMs - shiftMs
})
