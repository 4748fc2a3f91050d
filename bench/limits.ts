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
} as const
