import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page is served by the service itself, under a policy that allows no inline script and no other origin. */
export default defineConfig({
  root: 'src/web',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
})
