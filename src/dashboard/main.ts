import { h, render } from 'preact'
import { App } from './app.js'
import { applyTheme, storedTheme } from './theme.js'

applyTheme(storedTheme())
const place = document.getElementById('app')
if (place !== null) {
  place.textContent = ''
  render(h(App, {}), place)
}
