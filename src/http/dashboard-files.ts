import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Where the build puts the dashboard; the same seen from dist/http and from src/http. */
const DIRECTORY = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8'
}

/** A file as it goes out: all of them are small, and held in memory. */
interface ServedFile {
  readonly type: string
  readonly plain: Buffer
  readonly gzipped: Buffer
  readonly etag: string
}

/** Serves the dashboard: its page at `/`, its parts under `/dashboard/`. Nothing comes from anywhere else. */
export function serveDashboard(server: FastifyInstance, directory = DIRECTORY): void {
  const files = readFiles(directory)
  const page = files.get('index.html')
  const policy = contentPolicy(page?.plain.toString('utf8') ?? '')
  const serve = (url: string, file: ServedFile): void => {
    server.get(url, async (request, reply) => {
      reply.headers({ 'cache-control': 'no-cache', etag: file.etag, vary: 'accept-encoding' })
      reply.header('content-security-policy', policy).type(file.type)
      if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
      if (takesGzip) reply.header('content-encoding', 'gzip')
      return reply.send(takesGzip ? file.gzipped : file.plain)
    })
  }
  for (const [name, file] of files) serve(`/dashboard/${name}`, file)
  if (page !== undefined) serve('/', page)
}

function readFiles(directory: string): ReadonlyMap<string, ServedFile> {
  if (!existsSync(directory)) return new Map()
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return new Map(
    names
      .filter((name) => path.extname(name) in TYPES)
      .map((name) => {
        const plain = readFileSync(path.join(directory, name))
        const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
        const type = TYPES[path.extname(name)] ?? 'application/octet-stream'
        return [name.split(path.sep).join('/'), { type, plain, gzipped: gzipSync(plain), etag }]
      })
  )
}

/** The page may load what this server has, and run no script in itself but the map of imports. */
function contentPolicy(page: string): string {
  const imports = /<script type="importmap">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
  const hash = createHash('sha256').update(imports).digest('base64')
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
}
