/** What the platforms allow, and what we allow ourselves. Renderers know no other numbers. */
export const discordPicksMax = 4
export const shelfBooksMax = 5
/** Of a digest: in all, and of one class. With three blocks for each they fit into one message of Slack. */
export const digestBooksMax = 12
export const digestClassBooksMax = 3
/** Discord: components of a message, those inside others too. */
export const discordComponentsMax = 40
/** Discord: characters in all texts of a message together. */
export const discordTextTotalMax = 4_000
export const discordButtonsRowMax = 5
export const discordLabelMax = 80
export const discordChoicesMax = 25
export const discordChoiceNameMax = 100
export const discordAltMax = 1_024
/** Ours: what stands beside one cover. */
export const discordPickTextMax = 800
/** Ours: each of the texts above and below the books; three of them fit beside four picks. */
export const discordFrameTextMax = 260
