/**
 * PrimeVue's look: Aura in the dashboard's own colours. Only the components in use are listed, because each
 * brings its tokens into the first download.
 */
import { definePreset } from '@primeuix/themes'
import base from '@primeuix/themes/aura/base'
import button from '@primeuix/themes/aura/button'
import checkbox from '@primeuix/themes/aura/checkbox'
import datepicker from '@primeuix/themes/aura/datepicker'
import dialog from '@primeuix/themes/aura/dialog'
import drawer from '@primeuix/themes/aura/drawer'
import inputtext from '@primeuix/themes/aura/inputtext'
import popover from '@primeuix/themes/aura/popover'
import ripple from '@primeuix/themes/aura/ripple'
import select from '@primeuix/themes/aura/select'
import selectbutton from '@primeuix/themes/aura/selectbutton'
import skeleton from '@primeuix/themes/aura/skeleton'
import textarea from '@primeuix/themes/aura/textarea'
import toast from '@primeuix/themes/aura/toast'
import togglebutton from '@primeuix/themes/aura/togglebutton'

const components = {
  button, checkbox, datepicker, dialog, drawer, inputtext, popover, ripple, select, selectbutton,
  skeleton, textarea, toast, togglebutton,
}

const preset = definePreset({ ...base, components }, {
  components: {
    // White on Aura's red is too faint, and its grey on a row under the pointer.
    button: {
      colorScheme: {
        light: {
          root: {
            danger: {
              background: '{red.700}', hoverBackground: '{red.800}', activeBackground: '{red.900}',
              borderColor: '{red.700}', hoverBorderColor: '{red.800}', activeBorderColor: '{red.900}',
            },
          },
          text: { secondary: { color: '{surface.600}' }, danger: { color: '{red.700}' } },
          outlined: { secondary: { color: '{surface.600}' }, danger: { color: '{red.700}' } },
        },
      },
    },
    // Aura's green and red on their own light grounds are too faint too.
    toast: {
      colorScheme: { light: { success: { color: '{green.800}' }, error: { color: '{red.800}' } } },
    },
    togglebutton: { colorScheme: { light: { root: { color: '{surface.600}', hoverColor: '{surface.700}' } } } },
  },
  semantic: {
    transitionDuration: '0.12s',
    focusRing: { width: '2px', style: 'solid', color: 'var(--accent-ring)', offset: '1px' },
    primary: shades('indigo'),
    formField: { paddingX: '0.625rem', paddingY: '0.4375rem', borderRadius: '0.5rem' },
    colorScheme: {
      light: {
        surface: { 0: '#ffffff', ...shades('zinc') },
        // 700, not Aura's 500: white text on it reads well.
        primary: {
          color: '{primary.700}', contrastColor: '#ffffff', hoverColor: '{primary.800}', activeColor: '{primary.900}',
        },
        highlight: {
          background: '{primary.50}', focusBackground: '{primary.100}', color: '{primary.800}', focusColor: '{primary.900}',
        },
        formField: {
          background: 'var(--surface)', borderColor: 'var(--line-strong)', hoverBorderColor: 'var(--ink-3)',
          placeholderColor: 'var(--ink-3)', color: 'var(--ink)', shadow: 'none',
        },
        text: { color: 'var(--ink)', hoverColor: 'var(--ink)', mutedColor: 'var(--ink-2)', hoverMutedColor: 'var(--ink)' },
      },
      dark: {
        surface: { 0: '#ffffff', ...shades('zinc') },
        primary: {
          color: '{primary.400}', contrastColor: '#0d0d10', hoverColor: '{primary.300}', activeColor: '{primary.200}',
        },
        formField: {
          background: 'var(--sunken)', borderColor: 'var(--line-strong)', hoverBorderColor: 'var(--ink-3)',
          placeholderColor: 'var(--ink-3)', color: 'var(--ink)', shadow: 'none',
        },
        content: { background: 'var(--surface)', borderColor: 'var(--line)' },
        overlay: {
          select: { background: 'var(--raised)', borderColor: 'var(--line-strong)' },
          popover: { background: 'var(--raised)', borderColor: 'var(--line-strong)' },
          modal: { background: 'var(--surface)', borderColor: 'var(--line)' },
        },
        text: { color: 'var(--ink)', hoverColor: 'var(--ink)', mutedColor: 'var(--ink-2)', hoverMutedColor: 'var(--ink)' },
      },
    },
  },
})

function shades(colour: string): Record<number, string> {
  const steps = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950]
  return Object.fromEntries(steps.map((step) => [step, `{${colour}.${step}}`]))
}

export const theme = {
  preset,
  options: {
    darkModeSelector: '.dark',
    cssLayer: { name: 'primevue', order: 'theme, base, primevue, components, utilities' },
  },
}
