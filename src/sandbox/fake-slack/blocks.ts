import { z } from 'zod'

// The blocks that our messages use, as docs.slack.dev/reference/block-kit describes them, with their limits.
const plain = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  })
const text = (max: number) =>
  z.union([
    plain(max),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: z.string().min(1).max(max),
      verbatim: z.boolean().optional(),
    }),
  ])
const actionId = z.string().min(1).max(255)
const block_id = z.string().min(1).max(255).optional()
const accessibility_label = z.string().min(1).max(75).optional()
const image = z.strictObject({
  type: z.literal('image'),
  image_url: z.url().max(3000),
  alt_text: z.string().min(1).max(2000),
})
const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plain(75),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label,
})
const thumb = z.strictObject({ text: plain(75), value: z.string().min(1).max(2000), accessibility_label })
const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  action_id: actionId,
  positive_button: thumb,
  negative_button: thumb,
})
const option = z.strictObject({ text: plain(75), value: z.string().min(1).max(150) })
const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  action_id: actionId,
  placeholder: plain(150).optional(),
  min_query_length: z.number().int().min(0).optional(),
  initial_option: option.optional(),
})
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: actionId,
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
})
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  action_id: actionId,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
})
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  max_length: z.number().int().min(1).max(3000).optional(),
  initial_value: z.string().optional(),
  placeholder: plain(150).optional(),
})
const unique = (elements: readonly { action_id: string }[]): boolean =>
  new Set(elements.map(({ action_id }) => action_id)).size === elements.length

const shared = [
  z.strictObject({ type: z.literal('header'), block_id, text: plain(150) }),
  z.strictObject({ type: z.literal('section'), block_id, text: text(3000), accessory: image.optional() }),
  z.strictObject({
    type: z.literal('actions'),
    block_id,
    elements: z.array(button).min(1).max(25).refine(unique, 'an action_id stands there twice'),
  }),
  z.strictObject({ type: z.literal('context'), block_id, elements: z.array(text(3000)).min(1).max(10) }),
] as const
const messageBlock = z.discriminatedUnion('type', [
  ...shared,
  z.strictObject({
    type: z.literal('context_actions'),
    block_id,
    elements: z.array(feedbackButtons).min(1).max(5),
  }),
])
const viewBlock = z.discriminatedUnion('type', [
  ...shared,
  z.strictObject({
    type: z.literal('input'),
    block_id,
    label: plain(2000),
    optional: z.boolean().optional(),
    element: z.discriminatedUnion('type', [externalSelect, staticSelect, radioButtons, textInput]),
  }),
])

/** Blocks of a message. */
export const MessageBlocks = z.array(messageBlock).max(50)

/** A modal or the app's tab. */
export const View = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plain(24),
    callback_id: z.string().min(1).max(255).optional(),
    private_metadata: z.string().max(3000).optional(),
    close: plain(24).optional(),
    submit: plain(24).optional(),
    blocks: z.array(viewBlock).max(100),
  }),
  z.strictObject({ type: z.literal('home'), blocks: z.array(viewBlock).max(100) }),
])
