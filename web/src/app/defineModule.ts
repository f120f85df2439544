import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/types'

/** What a module adds to the dashboard: its pages, and where they stand in the navigation. */
export interface WebModule {
  routes: RouteRecordRaw[]
  nav: NavEntry[]
}

export interface NavEntry {
  /** Name of the route it leads to. */
  to: string
  /** Key of its words. */
  label: string
  icon: Component
  section: 'work' | 'salon'
  /** Sorts the entries of all modules. */
  order: number
  /** The letter that opens it after "g". */
  key: string
  /** Only for people with this role or a higher one. */
  least?: Role
  /** Shown in the bar at the bottom of a phone; the rest is behind "More". */
  inTabBar?: boolean
  /** Shorter words for the bar at the bottom. */
  shortLabel?: string
}

/** Gives a module its type. */
export function defineModule(module: Partial<WebModule>): WebModule {
  return { routes: module.routes ?? [], nav: module.nav ?? [] }
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title. */
    title?: string
    /** Can be seen without logging in. */
    isPublic?: boolean
    /** Nothing for whoever is logged in: they are led on. */
    isForGuests?: boolean
    /** Can be seen by whoever is in no salon. */
    isWithoutSalon?: boolean
    /** For those who look after the installation, whether they are in a salon or in none. */
    isForOperators?: boolean
    /** The page uses the whole height and scrolls inside. */
    isFullHeight?: boolean
  }
}
