import { say } from '../say.ts'
import { FileDrop } from './FileDrop.tsx'
import { OwnBooks } from './OwnBooks.tsx'
import { ReaderShelf } from './ReaderShelf.tsx'
import { readFile } from './read-file.ts'
import { TitlesForm } from './TitlesForm.tsx'
import { UploadReport } from './UploadReport.tsx'
import { useOwnList } from './use-own-list.ts'
import './ReaderView.css'

/** Reader mode: a list of books in, picks out, no school needed. */
export function ReaderView() {
  const { reader, own, receipt, busy, problem, send, remove, forget } = useOwnList()
  const sending = busy === 'sending'
  return (
    <>
      <header className="view-head">
        <h1>{say('reader.title')}</h1>
        <p>{say('reader.intro')}</p>
      </header>
      <div className="ways-in">
        <FileDrop busy={sending} onFile={(file) => void readFile(file).then(send)} />
        <p className="or">{say('reader.or')}</p>
        <TitlesForm busy={sending} onBooks={(books) => void send({ kind: 'json', books })} />
      </div>
      <p className="quiet stored">{say('reader.stored')}</p>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {sending && <p className="shelf-waiting">{say('reader.sending')}</p>}
      {receipt !== null && (
        <UploadReport
          taken={say('reader.accepted', { n: receipt.accepted })}
          refused={receipt.refused}
          all={receipt.refused.length}
        />
      )}
      {own.books.length > 0 && (
        <OwnBooks
          books={own.books}
          more={own.more}
          busy={busy}
          onRemove={(book) => void remove(book)}
          onForget={() => void forget()}
        />
      )}
      {reader !== null && (own.books.length > 0 || (receipt?.accepted ?? 0) > 0) && (
        <ReaderShelf key={reader} reader={reader} sent={receipt} />
      )}
    </>
  )
}
