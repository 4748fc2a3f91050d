import { say } from '../../say.ts'

/** How people of the school call a workspace or server. */
export function SpaceName({
  id,
  value,
  onChange,
}: {
  id: string
  value: string
  onChange: (name: string) => void
}) {
  return (
    <div className="desk-field">
      <label htmlFor={id}>{say('connections.name')}</label>
      <input
        id={id}
        maxLength={200}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
