import { defineConfig, mergeConfig } from 'vite'
import base from '../vite.config'
import { mockApi } from './vitePlugin'

/** The dashboard without a server. A configuration of its own, so that nothing of the mock can reach a build. */
export default defineConfig((env) => mergeConfig(base(env), { plugins: [mockApi()], server: { proxy: undefined } }))
