import { type DragEvent, useRef, useState } from 'react'
import { say } from '../say.ts'
import { Icon } from '../shell/Icon.tsx'
import { sampleList } from './sample-list.ts'

/** A place to drop a file, and buttons that do the same. */
export function FileDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file !== undefined) onFile(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons inside do the same
    <div
      className="drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="file" />
      <p className="drop-lead">{say('reader.drop')}</p>
      <p className="quiet">{say('reader.dropMore')}</p>
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".csv,.json,.txt,text/csv,application/json"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
      <div className="drop-buttons">
        <button
          type="button"
          className="button primary"
          disabled={busy}
          onClick={() => chooser.current?.click()}
        >
          {say('reader.choose')}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => onFile(sampleList())}>
          {say('reader.sample')}
        </button>
      </div>
    </div>
  )
}
