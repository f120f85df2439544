export { default as VisitStatus } from './components/VisitStatus.vue'
