import { languages, ownName } from '../../../words/languages.ts'
import { chooseLanguage, say, useLanguage } from '../say.ts'
import { useAnnounce } from './Announcer.tsx'

/** Each language under its own name, for whoever cannot read the one that the page is in. */
export function LanguageSwitch() {
  const spoken = useLanguage()
  const announce = useAnnounce()
  return (
    <nav className="languages" aria-label={say('shell.language')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-current={language === spoken}
          onClick={() => chooseLanguage(language).catch(() => announce(say('problem.offline')))}
        >
          {ownName[language]}
        </button>
      ))}
    </nav>
  )
}
