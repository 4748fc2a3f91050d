import { say } from '../say.ts'
import { addressOf } from './hash-route.ts'

/** Stands wherever invented people are shown. */
export function DemoBanner() {
  return (
    <p className="demo-banner" data-testid="demo-banner">
      <strong>{say('demo.banner')}</strong> <a href={addressOf('about-demo')}>{say('demo.more')}</a>
    </p>
  )
}
