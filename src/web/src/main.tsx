import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { startSpeaking } from './say.ts'
import './styles/tokens.css'
import './styles/page.css'
import './styles/controls.css'

const page = document.getElementById('page')
if (page === null) throw new Error('index.html has no element with the id "page"')
await startSpeaking()
createRoot(page).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
