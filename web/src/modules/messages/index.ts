export { default as NotificationStatusBadge } from './components/NotificationStatusBadge.vue'
