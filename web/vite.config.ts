import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { loadEnv } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig(({ mode }) => {
  const api = loadEnv(mode, process.cwd(), 'VITE_').VITE_API_URL ?? 'http://localhost:3000'
  return {
    plugins: [vue(), tailwindcss()],
    resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
    define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false, __INTLIFY_PROD_DEVTOOLS__: false },
    server: { port: 5173, proxy: { '/api': api } },
    preview: { port: 4173 },
    build: {
      target: 'es2022',
      // The server forbids data: scripts and fonts; a file of its own is cached for ever anyway.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    test: {
      environment: 'happy-dom',
      include: ['src/**/*.test.ts', 'mock-api/**/*.test.ts'],
      restoreMocks: true,
      // Modules keep no state that a test could leave behind, and a fresh environment for each file costs seconds.
      isolate: false,
    },
  }
})
