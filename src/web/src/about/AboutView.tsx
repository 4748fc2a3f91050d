import { stations } from '../live/events.ts'
import { say } from '../say.ts'
import './AboutView.css'

const cards = ['real', 'invented', 'hidden', 'told'] as const

export function AboutView() {
  return (
    <div className="about">
      <header className="view-head">
        <h1>{say('about.title')}</h1>
        <p>{say('about.lead')}</p>
      </header>
      <div className="about-cards">
        {cards.map((card) => (
          <section key={card} className="talker">
            <h2>{say(`about.${card}.title`)}</h2>
            <p>{say(`about.${card}.text`)}</p>
          </section>
        ))}
      </div>
      <section>
        <h2>{say('about.stations')}</h2>
        <p>{say('about.stationsLead')}</p>
        <dl className="about-stations">
          {stations.map((station) => {
            return (
              <div key={station}>
                <dt>{say(`station.${station}.name`)}</dt>
                <dd>{say(`station.${station}.meaning`)}</dd>
              </div>
            )
          })}
        </dl>
      </section>
    </div>
  )
}
