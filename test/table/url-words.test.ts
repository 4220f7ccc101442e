/** Parts of URLs through the engine. */
import { describe, expect, it } from 'vitest'
import { parseUrl, sourceTable, string } from '../../src/table/index.js'
import { answersOf, AT } from '../support/word-answers.js'

const source = sourceTable('urls', { ...AT, s: string() }, { eventTime: 'at' })
const s = source.col('s')
const PARTS = ['PROTOCOL', 'AUTHORITY', 'USERINFO', 'HOST', 'PATH', 'QUERY', 'FILE', 'REF'] as const

describe('PARSE_URL', () => {
  it.each(['production', 'development'])('takes parts (APP_ENVIRONMENT %s)', async (APP_ENVIRONMENT) => {
    const urls = [
      'https://me:pw@shop.example:8443/a/b?x=1&y=2#top',
      ' http://example.org ',
      'http://[::1]:80/?#',
      'mailto:a@example.org',
      'android-app://com.example/é?q=日',
      'file:/etc/hosts',
      '/a/b?x=1',
      '1http://a',
      ''
    ]
    const columns = PARTS.map((part) => parseUrl(s, part))
    const answers = await answersOf(source, [...urls.map((url) => ({ s: url })), {}], columns, {
      APP_ENVIRONMENT
    })
    const nothing = PARTS.map(() => null)
    expect(answers).toEqual([
      ['https', 'me:pw@shop.example:8443', 'me:pw', 'shop.example', '/a/b', 'x=1&y=2', '/a/b?x=1&y=2', 'top'],
      ['http', 'example.org', null, 'example.org', '', null, '', null],
      ['http', '[::1]:80', null, '[::1]', '/', '', '/?', ''],
      ['mailto', null, null, null, 'a@example.org', null, 'a@example.org', null],
      ['android-app', 'com.example', null, 'com.example', '/é', 'q=日', '/é?q=日', null],
      ['file', null, null, null, '/etc/hosts', null, '/etc/hosts', null],
      nothing,
      nothing,
      nothing,
      nothing
    ])
  })

  it('takes values of the query', async () => {
    const columns = ['x', 'xy', 'y'].map((name) => parseUrl(s, 'QUERY', name))
    const urls = [
      'http://a/?xy=1&x=2&x=3&y=',
      'http://a/?y&x',
      'http://a/?',
      'http://a/#x=1',
      'http://a/?x=a=b'
    ]
    expect(
      await answersOf(
        source,
        urls.map((url) => ({ s: url })),
        columns
      )
    ).toEqual([
      ['2', '1', ''],
      [null, null, null],
      [null, null, null],
      [null, null, null],
      ['a=b', null, null]
    ])
  })

  it('refuses other parts, and a name beside them', async () => {
    await expect(answersOf(source, [], [parseUrl(s, 'PORT' as 'HOST')])).rejects.toThrow(
      /'PORT' of PARSE_URL is none/
    )
    await expect(answersOf(source, [], [parseUrl(s, 'HOST', 'x')])).rejects.toThrow(/with QUERY alone/)
  })
})
