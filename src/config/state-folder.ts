/** The folder of a group's snapshots within processing_state_dir: a group may hold any character, a folder must not. */
export function stateFolder(group: string): string {
  return encodeURIComponent(group)
    .replace(/^\.+/, (dots) => '%2E'.repeat(dots.length))
    .replaceAll('*', '%2A')
}
