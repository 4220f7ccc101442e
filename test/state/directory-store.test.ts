import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { DirectorySnapshotStore } from '../../src/state/directory-store.js'
import { NODE_FILES, type StateFiles } from '../../src/state/state-files.js'
import { snapshotOf } from '../support/snapshots.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()

/** An error as the file system throws it. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: from the test`), { code })
}

async function storeIn(
  directory: string,
  files: Partial<StateFiles> = {},
  group = 'group'
): Promise<DirectorySnapshotStore> {
  const store = new DirectorySnapshotStore({ directory, group, files: { ...NODE_FILES, ...files } })
  await store.open()
  return store
}

async function epochsIn(store: DirectorySnapshotStore): Promise<number[]> {
  return (await store.list()).map(({ epoch }) => epoch)
}

describe('snapshots in a directory', () => {
  it('are kept, listed newest first and loaded, by another process too', async () => {
    const directory = path.join(temporaryDirectory(), 'made', 'at', 'open')
    const store = await storeIn(directory)
    expect(await store.list()).toEqual([])
    const first = await store.save(snapshotOf(9))
    const second = await store.save(snapshotOf(10))
    await store.close()
    const later = await storeIn(directory)
    expect(await later.list()).toEqual([
      { id: second, epoch: 10 },
      { id: first, epoch: 9 }
    ])
    expect(await later.load(first)).toEqual(snapshotOf(9))
    expect(await later.load(second)).toEqual(snapshotOf(10))
  })

  it('says why a directory cannot be made, and which: Node answers ENOENT for a parent on a read-only disk', async () => {
    const store = new DirectorySnapshotStore({ directory: '/proc/state', group: 'group' })
    await expect(store.open()).rejects.toThrow(
      'Snapshots cannot be kept in /proc/state/group: no directory can be made there;'
    )
    const relative = new DirectorySnapshotStore({
      directory: './state',
      group: 'group',
      files: { ...NODE_FILES, makeDirectory: () => Promise.reject(systemError('EROFS')) }
    })
    await expect(relative.open()).rejects.toThrow(
      `Snapshots cannot be kept in ${path.resolve('state/group')}: it is on a read-only file system; mend that, or set processing_state_dir to another directory.`
    )
  })

  it('that are older than what the journal names, and not named, are removed', async () => {
    const directory = temporaryDirectory()
    const store = await storeIn(directory)
    const ids = []
    for (const epoch of [1, 5, 7, 12, 200]) ids.push(await store.save(snapshotOf(epoch)))
    await store.removeOutdated([])
    expect(await epochsIn(store)).toEqual([200, 12, 7, 5, 1])
    await store.removeOutdated([
      { id: ids[3]!, epoch: 12 },
      { id: ids[1]!, epoch: 5 }
    ])
    expect(await epochsIn(store)).toEqual([200, 12, 5])
    expect(readdirSync(path.join(directory, 'group'))).toHaveLength(3)
  })

  it('of a successor survive a predecessor that does not know it is one', async () => {
    const directory = temporaryDirectory()
    const zombie = await storeIn(directory)
    const active = await storeIn(directory)
    const first = { id: await zombie.save(snapshotOf(3)), epoch: 3 }
    await active.save(snapshotOf(4))
    await zombie.save(snapshotOf(5))
    const named = { id: await active.save(snapshotOf(6)), epoch: 6 }
    await zombie.removeOutdated([first])
    expect(await epochsIn(active)).toEqual([6, 5, 4, 3])
    await active.removeOutdated([named, first])
    expect(await epochsIn(active)).toEqual([6, 3])
  })

  it('of the same epoch by two processes do not overwrite each other', async () => {
    const directory = temporaryDirectory()
    const stores = [await storeIn(directory), await storeIn(directory)]
    const ids = await Promise.all(stores.map((store, index) => store.save(snapshotOf(4, `by ${index}`))))
    expect(new Set(ids).size).toBe(2)
    for (const [index, id] of ids.entries()) {
      expect(await stores[0]!.load(id)).toEqual(snapshotOf(4, `by ${index}`))
    }
  })

  it('of another group lie elsewhere, whatever its name', async () => {
    const directory = temporaryDirectory()
    for (const group of ['a', '../a', '..', 'a/b', 'ü*']) {
      const store = await storeIn(directory, {}, group)
      expect(await store.list()).toEqual([])
      await store.save(snapshotOf(1, group))
      const [only] = await store.list()
      expect(await store.load(only!.id)).toEqual(snapshotOf(1, group))
    }
    expect(readdirSync(directory)).toHaveLength(5)
    expect(readdirSync(path.dirname(directory))).toContain(path.basename(directory))
  })

  it('that are gone or damaged are said to be', async () => {
    const directory = temporaryDirectory()
    const store = await storeIn(directory)
    const id = await store.save(snapshotOf(1))
    const file = path.join(directory, 'group', `${id}.snapshot`)
    const whole = readFileSync(file)
    truncateSync(file, whole.length - 1)
    await expect(store.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_DAMAGED', params: { id } })
    const other = id.replace(/1-/, '2-')
    writeFileSync(path.join(directory, 'group', `${other}.snapshot`), whole)
    await expect(store.load(other)).rejects.toThrow('it is of epoch 1')
    rmSync(file)
    await expect(store.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_MISSING', params: { id } })
    const broken = await storeIn(directory, { read: () => Promise.reject(systemError('EIO')) })
    await expect(broken.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_DAMAGED' })
    const forbidden = await storeIn(directory, { read: () => Promise.reject(systemError('EACCES')) })
    await expect(forbidden.load(id)).rejects.toThrow('this user has no right to it')
  })
})

describe('a crash while a snapshot is written', () => {
  const steps = ['writeNew', 'rename', 'syncDirectory'] as const

  it.each(steps)('at %s leaves those before, and nothing half-written is listed', async (step) => {
    const directory = temporaryDirectory()
    const id = await (await storeIn(directory)).save(snapshotOf(1))
    let dead = false
    const dying = async (): Promise<void> => {
      dead = true
      throw systemError('EIO')
    }
    const writeHalf = async (file: string, bytes: Uint8Array): Promise<void> => {
      if (dead) return
      await NODE_FILES.writeNew(file, step === 'writeNew' ? bytes.subarray(0, bytes.length / 2) : bytes)
      if (step === 'writeNew') await dying()
    }
    const store = new DirectorySnapshotStore({
      directory,
      group: 'group',
      files: {
        ...NODE_FILES,
        writeNew: writeHalf,
        ...(step === 'writeNew' ? {} : { [step]: dying }),
        remove: async (file) => (dead ? undefined : NODE_FILES.remove(file))
      }
    })
    await expect(store.save(snapshotOf(2))).rejects.toMatchObject({ code: 'STATE_DIRECTORY' })
    const next = await storeIn(directory)
    for (const stored of await next.list()) await next.load(stored.id)
    expect(await next.load(id)).toEqual(snapshotOf(1))
    const third = await next.save(snapshotOf(3))
    await next.removeOutdated([
      { id: third, epoch: 3 },
      { id, epoch: 1 }
    ])
    expect(await epochsIn(next)).toEqual([3, 1])
    expect(readdirSync(path.join(directory, 'group')).every((name) => name.endsWith('.snapshot'))).toBe(true)
  })
})

describe('a directory that cannot be used', () => {
  it('is said at the start: a file in its place', async () => {
    const directory = temporaryDirectory()
    writeFileSync(path.join(directory, 'group'), '')
    await expect(storeIn(directory)).rejects.toThrow(
      `Snapshots cannot be kept in ${path.join(directory, 'group')}: there is a file where a directory must be`
    )
  })

  it('is said at the start: no right to write', async () => {
    const directory = temporaryDirectory()
    mkdirSync(path.join(directory, 'group'))
    const refused = storeIn(directory, { writeNew: () => Promise.reject(systemError('EACCES')) })
    await expect(refused).rejects.toThrow(
      'this user has no right to it; mend that, or set processing_state_dir'
    )
  })

  it('for a while makes saving fail, and what was stored stands', async () => {
    const directory = temporaryDirectory()
    let full = false
    const files: Partial<StateFiles> = {
      writeNew: async (file, bytes) => {
        await NODE_FILES.writeNew(file, bytes)
        if (full) throw systemError('ENOSPC')
      }
    }
    const store = await storeIn(directory, files)
    await store.save(snapshotOf(1))
    full = true
    await expect(store.save(snapshotOf(2))).rejects.toThrow('no space is left on its disk')
    expect(await epochsIn(store)).toEqual([1])
    expect(readdirSync(path.join(directory, 'group'))).toHaveLength(1)
    full = false
    await store.save(snapshotOf(3))
    expect(await epochsIn(store)).toEqual([3, 1])
  })

  it('that refuses to remove what is old is asked again the next time', async () => {
    let frozen = true
    const remove = (file: string): Promise<void> =>
      frozen && file.endsWith('.snapshot') ? Promise.reject(systemError('EPERM')) : NODE_FILES.remove(file)
    const store = await storeIn(temporaryDirectory(), { remove })
    await store.save(snapshotOf(1))
    const named = [{ id: await store.save(snapshotOf(2)), epoch: 2 }]
    await store.removeOutdated(named)
    expect(await epochsIn(store)).toEqual([2, 1])
    frozen = false
    await store.removeOutdated(named)
    expect(await epochsIn(store)).toEqual([2])
  })
})
