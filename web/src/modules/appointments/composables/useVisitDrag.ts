import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { columnAt, scrollStep, snapStart } from '../dragging'
import type { PlacedVisit } from '../dayLayout'

/** Where a dragged block is at the moment. */
export interface Drag {
  block: PlacedVisit
  /** Index of the column over which it is held. */
  column: number
  /** Where it would start, in minutes since midnight. */
  minutes: number
}

/** What dragging has to know of the grid. */
interface Grid {
  scroller: Readonly<ShallowRef<HTMLElement | null>>
  hours: () => { from: number; to: number }
  pixelsPerMinute: () => number
  drop: (drag: Drag) => void
}

/** A mouse has to move this far before it drags, so that a click stays a click. */
const SLACK_PIXELS = 5
/** A finger has to rest this long, so that a swipe still scrolls. */
const PRESS_MILLISECONDS = 380

/**
 * Drags a block through the calendar: with a mouse at once, with a finger after a long press. The block itself stays;
 * `drag` says where its ghost is. "Escape" or anything else that ends a gesture early lets go without a drop.
 */
export function useVisitDrag(grid: Grid) {
  const drag = shallowRef<Drag | null>(null)
  let stop: (() => void) | null = null
  let hasJustDropped = false

  function start(event: PointerEvent, block: PlacedVisit, column: number): void {
    if (event.button !== 0 || !event.isPrimary || stop) return
    const target = event.currentTarget as HTMLElement
    const isTouch = event.pointerType === 'touch'
    const begin = { x: event.clientX, y: event.clientY }
    let at = begin
    let frame = 0
    // Where in the block it was taken, in minutes from its start.
    const taken = (event.clientY - target.getBoundingClientRect().top) / grid.pixelsPerMinute()

    const listeners = new AbortController()
    const on = <Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void, options = {}) =>
      window.addEventListener(name, listener, { signal: listeners.signal, capture: true, ...options })
    const press = isTouch ? window.setTimeout(() => take(), PRESS_MILLISECONDS) : 0

    function take(): void {
      drag.value = { block, column, minutes: block.start }
      if (isTouch) navigator.vibrate?.(12)
      document.documentElement.classList.add('is-dragging-visit')
      frame = requestAnimationFrame(scroll)
      follow()
    }

    function follow(): void {
      const scroller = grid.scroller.value
      if (!scroller || !drag.value) return
      const columns = [...scroller.querySelectorAll('[data-column]')].map((element) => element.getBoundingClientRect())
      const over = columnAt(at.x, columns)
      const top = columns[over]?.top
      if (top === undefined) return
      const held = grid.hours().from * 60 + (at.y - top) / grid.pixelsPerMinute() - taken
      const minutes = snapStart(held, block.minutes, grid.hours())
      if (over !== drag.value.column || minutes !== drag.value.minutes) drag.value = { block, column: over, minutes }
    }

    function scroll(): void {
      const scroller = grid.scroller.value
      if (!scroller || !drag.value) return
      const edge = scroller.getBoundingClientRect()
      const [left, top] = [scroller.scrollLeft, scroller.scrollTop]
      scroller.scrollBy(scrollStep(at.x, edge.left, edge.right), scrollStep(at.y, edge.top, edge.bottom))
      if (left !== scroller.scrollLeft || top !== scroller.scrollTop) follow()
      frame = requestAnimationFrame(scroll)
    }

    stop = () => {
      listeners.abort()
      window.clearTimeout(press)
      cancelAnimationFrame(frame)
      document.documentElement.classList.remove('is-dragging-visit')
      drag.value = null
      stop = null
    }

    on('pointermove', (moved) => {
      at = { x: moved.clientX, y: moved.clientY }
      const distance = Math.hypot(at.x - begin.x, at.y - begin.y)
      if (drag.value) return follow()
      if (distance < SLACK_PIXELS) return
      // A finger that moves before the press is over wants to scroll.
      if (isTouch) stop?.()
      else take()
    })
    on('pointerup', () => {
      const dropped = drag.value
      stop?.()
      if (!dropped) return
      hasJustDropped = true
      // The click that follows belongs to the drag; if none follows, the next one counts again.
      setTimeout(() => (hasJustDropped = false))
      if (dropped.column !== column || dropped.minutes !== block.start) grid.drop(dropped)
    })
    on('pointercancel', () => stop?.())
    // The window's own, not that of a field which loses the focus to the block.
    on('blur', (left) => left.target === window && stop?.())
    on('contextmenu', (menu) => isTouch && menu.preventDefault())
    // Once the block is taken, the finger no longer scrolls the page.
    on('touchmove', (moved) => drag.value && moved.preventDefault(), { passive: false })
    on('keydown', (pressed) => {
      if (pressed.key !== 'Escape' || !drag.value) return
      pressed.preventDefault()
      pressed.stopPropagation()
      stop?.()
    })
  }

  onScopeDispose(() => stop?.())

  return { drag, start, isClickOfDrag: () => hasJustDropped }
}
