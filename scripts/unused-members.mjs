// Finds members of classes and interfaces in src/ that nothing in src/ and bench/ reads: what a compiler leaves alone because it
// could be read, and knip because it looks at exports. A member counts as read when its name is got from a value of
// its type, of a type that it extends or implements, or of a type with a member of the same name that the value could
// be passed as.
// usage: node scripts/unused-members.mjs
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = path.join(root, 'src') + path.sep
/** Members that stay although src/ does not read them, each with its reason: `Owner.name`, or `Owner.*`. */
const KEPT = JSON.parse(readFileSync(new URL('unused-members.json', import.meta.url), 'utf8'))

function configOf(file) {
  return ts.getParsedCommandLineOfConfigFile(
    path.join(root, file),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
      }
    }
  )
}

const { options } = configOf('bench/tsconfig.json')
const names = ['tsconfig.json', 'bench/tsconfig.json'].flatMap((file) => configOf(file).fileNames)
const program = ts.createProgram(names, { ...options, noEmit: true })
const checker = program.getTypeChecker()
const files = program.getSourceFiles().filter((file) => !file.isDeclarationFile && isBelow(file, root))

/** Declarations of members whose name is got somewhere. */
const read = new Set()
/** Names of members of interfaces and type literals among them. */
const readNames = new Set()

function isOwn(file) {
  return !file.isDeclarationFile && isBelow(file, source)
}

function isBelow({ fileName }, folder) {
  return fileName.startsWith(folder) && !fileName.includes('/node_modules/')
}

function isMember(node) {
  return (
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isParameterPropertyDeclaration(node, node.parent)
  )
}

function markRead(symbol) {
  if (symbol === undefined) return
  const roots = checker.getRootSymbols(symbol)
  for (const one of roots.length > 0 ? roots : [symbol]) {
    for (const declaration of one.declarations ?? []) {
      read.add(declaration)
      const inClass = ts.isClassLike(declaration.parent) || ts.isParameter(declaration)
      if (!inClass && declaration.name !== undefined) readNames.add(declaration.name.text)
    }
  }
}

/** `a.b = x` and `a.b++` as statements of their own write, but read nothing. */
function onlyWrites(access) {
  const { parent } = access
  if (ts.isBinaryExpression(parent) && parent.left === access) {
    const kind = parent.operatorToken.kind
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
    return assigns && ts.isExpressionStatement(parent.parent)
  }
  const isStep = ts.isPostfixUnaryExpression(parent) || ts.isPrefixUnaryExpression(parent)
  return isStep && ts.isExpressionStatement(parent.parent)
}

function collectReads(node) {
  if (ts.isPropertyAccessExpression(node)) {
    if (!onlyWrites(node)) markRead(checker.getSymbolAtLocation(node.name))
  } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    const name = node.propertyName ?? node.name
    if (ts.isIdentifier(name)) markRead(checker.getTypeAtLocation(node.parent).getProperty(name.text))
  } else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    markRead(checker.getTypeAtLocation(node.expression).getProperty(node.argumentExpression.text))
  } else if (ts.isIndexedAccessTypeNode(node) && ts.isLiteralTypeNode(node.indexType)) {
    const { literal } = node.indexType
    if (ts.isStringLiteral(literal)) {
      markRead(checker.getTypeAtLocation(node.objectType).getProperty(literal.text))
    }
  }
  ts.forEachChild(node, collectReads)
}

/** The class or interface that a member belongs to; undefined in a type literal or an object. */
function ownerOf(member) {
  const owner = ts.isParameter(member) ? member.parent.parent : member.parent
  return ts.isClassDeclaration(owner) || ts.isInterfaceDeclaration(owner) ? owner : undefined
}

/** The members of the same name in what the owner extends and implements. */
function inherited(member, owner) {
  const types = (owner.heritageClauses ?? []).flatMap(({ types }) => types)
  return types
    .map((type) => checker.getTypeAtLocation(type).getProperty(member.name.text))
    .flatMap((symbol) => symbol?.declarations ?? [])
}

function isRead(member, owner) {
  if (read.has(member) || readNames.has(member.name.text)) return true
  return inherited(member, owner).some((one) => read.has(one) || !isOwn(one.getSourceFile()))
}

function findUnread() {
  const unread = []
  const collect = (node) => {
    const owner = isMember(node) && node.name !== undefined && ts.isIdentifier(node.name) && ownerOf(node)
    if (owner && !isRead(node, owner)) unread.push([node, `${owner.name?.text ?? ''}.${node.name.text}`])
    ts.forEachChild(node, collect)
  }
  for (const file of files.filter(isOwn)) collect(file)
  return unread
}

for (const file of files) collectReads(file)
const unread = findUnread()
const keptBy = (name) => [name, `${name.split('.')[0]}.*`].find((key) => Object.hasOwn(KEPT, key))
const findings = unread
  .filter(([, name]) => keptBy(name) === undefined)
  .map(([node, name]) => {
    const file = node.getSourceFile()
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    return `${path.relative(root, file.fileName)}:${line + 1}: nothing reads ${name}`
  })
const used = new Set(unread.map(([, name]) => keptBy(name)))
for (const name of Object.keys(KEPT)) {
  if (!used.has(name)) findings.push(`scripts/unused-members.json: ${name} need not be listed`)
}
for (const finding of findings) console.log(finding)
if (findings.length > 0) process.exit(1)
