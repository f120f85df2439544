// Sets the theme before the first paint. The choice is made in src/app/useTheme.ts, under the same key.
(function () {
  var choice = 'system'
  try {
    choice = localStorage.getItem('bolt.theme') || 'system'
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  var isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', isDark)
})()
