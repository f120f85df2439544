export { default as CallOutcomeBadge } from './components/CallOutcomeBadge.vue'
export { callerName } from './callerName'
export { default as NotificationStatusBadge } from './components/NotificationStatusBadge.vue'
