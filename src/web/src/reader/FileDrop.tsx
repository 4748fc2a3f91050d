import { type DragEvent, useRef, useState } from 'react'
import { messages } from '../messages.ts'
import { Icon } from '../shell/Icon.tsx'
import { sampleList } from './sample-list.ts'

const text = messages.reader

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
      <p className="drop-lead">{text.drop}</p>
      <p className="quiet">{text.dropMore}</p>
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
          {text.choose}
        </button>
        <button type="button" className="button" disabled={busy} onClick={() => onFile(sampleList())}>
          {text.sample}
        </button>
      </div>
    </div>
  )
}
