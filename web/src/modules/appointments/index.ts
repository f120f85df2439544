export { default as VisitStatus } from './components/VisitStatus.vue'
export { default as DayGrid } from './components/DayGrid.vue'
export { useBookChanged } from './composables/useBookChanged'
export { useDay } from './composables/useDay'
