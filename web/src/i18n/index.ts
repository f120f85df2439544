import { createI18n } from 'vue-i18n'
import { en } from './en'

/** The words of the dashboard. Another language is another file of the same shape. */
export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } })
