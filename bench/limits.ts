/** What must hold, with the unit in the name. */
export const limits = {
  cachedShareOfBareRoute: 0.5,
  freshListDemoP95Ms: 30,
  freshListBookCrossingP95Ms: 60,
  feedbackToChangedListP95Ms: 250,
  residentMegabytes: 600,
  firstStartSeconds: 10,
  laterStartSeconds: 5,
  bookCrossingImportSeconds: 180,
  bookCrossingAppliedSeconds: 600,
  cachedShareOfBareRedisRoute: 0.6,
  votesShareOfBareRoute: 0.7,
  votesASecond: 2_000,
  travelP95Ms: 100,
  freshListServicesP95Ms: 40,
  twoWorkersToOne: 1.6,
  idleMegabytes: 160,
} as const
