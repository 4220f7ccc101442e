export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'millrace-theme'
const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' }

/** What was chosen last time; else what the system says. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'auto'
}

export function nextTheme(theme: Theme): Theme {
  return NEXT[theme]
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
