import { stations } from '../live/events.ts'
import { messages } from '../messages.ts'
import './AboutView.css'

const text = messages.about

export function AboutView() {
  return (
    <div className="about">
      <header className="view-head">
        <h1>{text.title}</h1>
        <p>{text.lead}</p>
      </header>
      <div className="about-cards">
        {text.sections.map(([title, body]) => (
          <section key={title} className="talker">
            <h2>{title}</h2>
            <p>{body}</p>
          </section>
        ))}
      </div>
      <section>
        <h2>{text.stations}</h2>
        <p>{text.stationsLead}</p>
        <dl className="about-stations">
          {stations.map((station) => {
            const [name, meaning] = messages.journey.stations[station]
            return (
              <div key={station}>
                <dt>{name}</dt>
                <dd>{meaning}</dd>
              </div>
            )
          })}
        </dl>
      </section>
    </div>
  )
}
