/** What a program that logs in says it is, in words that its owner knows. */
export interface Program {
  browser: string | null
  system: string | null
}

/** The more particular stand first: nearly every browser says that it is several others too. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(Macintosh|Mac OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** What stands behind `User-Agent`. A program that is no browser is called what it calls itself. */
export function programOf(userAgent: string | null): Program {
  const text = userAgent?.trim() ?? ''
  const known = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(text))?.[1] ?? null
  const itself = /^([A-Za-z][\w .-]{0,40})\//.exec(text)?.[1] ?? null
  return { browser: known(BROWSERS) ?? (itself === 'Mozilla' ? null : itself), system: known(SYSTEMS) }
}
