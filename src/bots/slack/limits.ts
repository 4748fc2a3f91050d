/** What Slack allows, and what we allow ourselves. Renderers know no other numbers. Texts in UTF-16 units. */
export const slackBlocksMessageMax = 50
export const slackBlocksViewMax = 100
export const slackSectionTextMax = 3_000
export const slackHeaderMax = 150
export const slackButtonTextMax = 75
export const slackA11yLabelMax = 75
export const slackModalTitleMax = 24
export const slackOptionsMax = 100
export const slackOptionTextMax = 75
export const slackActionsMax = 25
export const slackAltMax = 2_000
/** Ours: the sentence version of a message. */
export const slackSummaryMax = 4_000
export const slackTitleMax = 300
export const slackAuthorMax = 200
export const picksDefault = 3
/** Of a message that pre-fills the topic. */
export const topicMax = 200
export const slackPickLinesMax = 1_200
