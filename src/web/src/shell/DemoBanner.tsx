import { messages } from '../messages.ts'
import { addressOf } from './hash-route.ts'

/** Stands wherever invented people are shown. */
export function DemoBanner() {
  return (
    <p className="demo-banner" data-testid="demo-banner">
      <strong>{messages.demo.banner}</strong> <a href={addressOf('about-demo')}>{messages.demo.more}</a>
    </p>
  )
}
