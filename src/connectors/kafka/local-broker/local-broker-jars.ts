import { spawn } from 'node:child_process'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const KAFKA_VERSION = '4.1.0'

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>millrace</groupId><artifactId>local-broker</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${KAFKA_VERSION}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>
`

const OLDEST_JAVA = 17

/**
 * The folder with Kafka's jars, fetched by Maven the first time (about 100 jars) into `$XDG_CACHE_HOME/millrace`
 * or `~/.cache/millrace`. Several processes may ask at once: each fetches beside and renames, one wins.
 *
 * @throws Error that says what is missing: Java, its version, Maven, or the network
 */
export async function fetchBrokerJars(
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void = () => {}
): Promise<string> {
  await checkJava()
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace')
  const home = join(cache, `kafka-${KAFKA_VERSION}`)
  const libs = join(home, 'libs')
  if (await isComplete(home)) return libs
  onProgress(`fetching Apache Kafka ${KAFKA_VERSION} by Maven into ${home} (once)`)
  const beside = `${home}.${process.pid}`
  await mkdir(beside, { recursive: true })
  try {
    await writeFile(join(beside, 'pom.xml'), POM)
    await run('mvn', [
      ...['-q', '-B', '-f', join(beside, 'pom.xml'), 'dependency:copy-dependencies'],
      `-DoutputDirectory=${join(beside, 'libs')}`
    ])
    await writeFile(join(beside, 'complete'), POM)
    if (!(await isComplete(home))) {
      await rm(home, { recursive: true, force: true })
      await rename(beside, home)
    }
  } catch (error) {
    if (!(await isComplete(home))) throw error
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
  return libs
}

async function isComplete(home: string): Promise<boolean> {
  const mark = await readFile(join(home, 'complete'), 'utf8').catch(() => '')
  return mark === POM
}

async function checkJava(): Promise<void> {
  const { stderr } = await run('java', ['-version'])
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0)
  if (version < OLDEST_JAVA) throw new Error(`Java ${version} is too old, ${OLDEST_JAVA} or later is needed`)
}

/** Runs a command to its end; its output is collected. Throws with the last of it when the command fails. */
export function run(command: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error(`${command} is not installed`) : error)
    })
    child.once('close', (code) => {
      if (code === 0) resolve({ stdout, stderr })
      else reject(new Error(`${command} ended with ${code}: ${lastWords(stderr || stdout)}`))
    })
  })
}

/** The end of what a command said, without Java's stack traces. */
function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => !/^\s+at /.test(line))
  return lines.join('\n').trim().slice(-600)
}

/** A TCP port that was free on 127.0.0.1 a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
