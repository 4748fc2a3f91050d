import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { language } from './messages.ts'
import './styles/tokens.css'
import './styles/page.css'
import './styles/controls.css'

const page = document.getElementById('page')
if (page === null) throw new Error('index.html has no element with the id "page"')
document.documentElement.lang = language
createRoot(page).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
