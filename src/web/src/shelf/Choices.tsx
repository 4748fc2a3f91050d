import { say } from '../say.ts'
import { Icon } from '../shell/Icon.tsx'
import { useThemes } from './themes.ts'
import type { Choice } from './use-slate.ts'

const limits = [3, 6, 9, 12, 24]
const fits = ['easier', 'just-right', 'harder'] as const

interface Props {
  levels: boolean
  choice: Choice
  onChoice: (choice: Choice) => void
  showLevel: boolean
  onShowLevel: (show: boolean) => void
}

/** What the list is made of, and the switch for levels. */
export function Choices({ levels, choice, onChoice, showLevel, onShowLevel }: Props) {
  const themes = useThemes()
  return (
    <fieldset className="choices">
      <legend className="for-ears">{say('shelf.how')}</legend>
      <label>
        {say('shelf.theme')}
        <select value={choice.theme} onChange={(event) => onChoice({ ...choice, theme: event.target.value })}>
          <option value="">{say('shelf.anyTheme')}</option>
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {theme}
            </option>
          ))}
        </select>
      </label>
      {levels && <LevelChoice choice={choice} onChoice={onChoice} />}
      <label>
        {say('shelf.howMany')}
        <select
          value={choice.limit}
          onChange={(event) => onChoice({ ...choice, limit: Number(event.target.value) })}
        >
          {limits.map((limit) => (
            <option key={limit}>{limit}</option>
          ))}
        </select>
      </label>
      {levels && <LevelSwitch shown={showLevel} onShow={onShowLevel} />}
    </fieldset>
  )
}

function LevelChoice({ choice, onChoice }: Pick<Props, 'choice' | 'onChoice'>) {
  return (
    <label>
      {say('shelf.level')}
      <select
        value={choice.level}
        onChange={(event) =>
          onChoice({ ...choice, level: fits.find((fit) => fit === event.target.value) ?? '' })
        }
      >
        <option value="">{say('shelf.anyLevel')}</option>
        {fits.map((fit) => (
          <option key={fit} value={fit}>
            {say(`level.${fit}`)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Off until asked for, and off again for the next student. */
function LevelSwitch({ shown, onShow }: { shown: boolean; onShow: (show: boolean) => void }) {
  return (
    <div className="level-switch">
      <button
        type="button"
        className="button"
        aria-describedby="level-is-private"
        onClick={() => onShow(!shown)}
      >
        <Icon name="eye" />
        {shown ? say('shelf.hideLevel') : say('shelf.showLevel')}
      </button>
      <p className="quiet" id="level-is-private">
        {say('shelf.private')}
      </p>
    </div>
  )
}
