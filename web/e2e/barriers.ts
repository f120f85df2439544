import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * What axe finds wrong with the page as it stands, once nothing moves any more, or with a part of it: what lies behind a
 * dialog is seen through its veil. With `rules`, only what these say.
 */
export async function barriers(page: Page, within = 'html', rules?: string[]): Promise<string[]> {
  // Movement would be caught half-way, with half its contrast. What turns for ever, such as a spinner, is not waited for.
  await page.waitForFunction(() => document.getAnimations().every((animation) =>
    animation.playState !== 'running' || animation.effect?.getComputedTiming().iterations === Infinity))
  // `setLegacyMode` spares a second page per look, which only frames of other origins need.
  const axe = new AxeBuilder({ page }).include(within).setLegacyMode()
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
}
