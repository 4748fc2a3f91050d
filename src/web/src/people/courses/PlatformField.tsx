import type { Platform } from '../../api/types.ts'
import { platformName } from './platform-name.ts'

interface Props<Offered extends Platform> {
  id: string
  label: string
  offered: readonly Offered[]
  chosen: Offered
  onChoose: (platform: Offered) => void
}

/** The choice of a platform. */
export function PlatformField<Offered extends Platform>(field: Props<Offered>) {
  const { id, label, offered, chosen, onChoose } = field
  return (
    <div className="desk-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen} onChange={(event) => onChoose(event.target.value as Offered)}>
        {offered.map((each) => (
          <option key={each} value={each}>
            {platformName(each)}
          </option>
        ))}
      </select>
    </div>
  )
}
