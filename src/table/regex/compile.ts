/**
 * Regular expressions as programs of an automaton that is in many states at once (Thompson 1968; Pike's machine, as RE2
 * has it): time grows with the text, whatever the pattern. What needs going back in the text is refused.
 */
import type { AST } from '@eslint-community/regexpp'
import { codePointsLike, complement, union, withBothCases } from './code-points.js'
import type { CodePointRange } from './code-points.js'
import { parseRegex, RegexError } from './syntax.js'
import type { RegexFlags } from './syntax.js'

/** Where a text must be for a thread to go on. LINE_… are for the ends of lines within it. */
export type Position = 'BEGIN' | 'END' | 'LINE_BEGIN' | 'LINE_END' | 'WORD_EDGE' | 'NO_WORD_EDGE'

/** Numbers are those of instructions; what names none goes on with the next one. */
export type RegexInstruction =
  | { readonly op: 'MATCH' }
  | { readonly op: 'CHARACTER'; readonly point: number }
  | { readonly op: 'SET'; readonly ranges: readonly CodePointRange[] }
  /** Goes on in two ways, preferring the first. */
  | { op: 'SPLIT'; first: number; second: number }
  | { op: 'JUMP'; to: number }
  /** Notes where the wanted group begins or ends. */
  | { readonly op: 'SAVE'; readonly slot: 0 | 1 }
  | { readonly op: 'ASSERT'; readonly position: Position }

/** As many as a text's every character may meet. */
const MOST_INSTRUCTIONS = 2_000

const DIGITS: readonly CodePointRange[] = [[0x30, 0x39]]
const SPACES: readonly CodePointRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20]
]
const WORD_CHARACTERS: readonly CodePointRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a]
]
const LINE_ENDS: readonly CodePointRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x85, 0x85],
  [0x2028, 0x2029]
]

/**
 * @param group whose text is wanted, 0 for the whole of what matched; null when only whether it matches is
 * @throws RegexError with what is wrong
 */
export function compileRegex(source: string, group: number | null): readonly RegexInstruction[] {
  const { pattern, flags } = parseRegex(source)
  const compiler = new Compiler(group)
  compiler.compile(pattern, flags)
  return compiler.instructions
}

type Split = Extract<RegexInstruction, { op: 'SPLIT' }>

class Compiler {
  readonly instructions: RegexInstruction[] = []
  readonly #wanted: number | null
  /** Numbers of the groups, from 1 on. */
  readonly #numbers = new Map<AST.CapturingGroup, number>()

  constructor(wanted: number | null) {
    this.#wanted = wanted
  }

  compile(pattern: AST.Pattern, flags: RegexFlags): void {
    numberGroups(pattern.alternatives, this.#numbers)
    if (this.#wanted !== null && this.#wanted > this.#numbers.size) {
      throw new RegexError(`it has no group ${this.#wanted}, only ${this.#numbers.size}`)
    }
    this.#saved(0, () => {
      this.#alternatives(pattern.alternatives, flags)
    })
    this.#emit({ op: 'MATCH' })
  }

  #emit(instruction: RegexInstruction): number {
    if (this.instructions.length === MOST_INSTRUCTIONS) {
      throw new RegexError(`it has more than ${MOST_INSTRUCTIONS} steps; repeat less by {n}`)
    }
    return this.instructions.push(instruction) - 1
  }

  get #next(): number {
    return this.instructions.length
  }

  #split(): Split {
    const split: Split = { op: 'SPLIT', first: 0, second: 0 }
    this.#emit(split)
    return split
  }

  #saved(group: number, inside: () => void): void {
    if (group === this.#wanted) this.#emit({ op: 'SAVE', slot: 0 })
    inside()
    if (group === this.#wanted) this.#emit({ op: 'SAVE', slot: 1 })
  }

  #alternatives(alternatives: readonly AST.Alternative[], flags: RegexFlags): void {
    const jumps: { op: 'JUMP'; to: number }[] = []
    alternatives.forEach(({ elements }, i) => {
      const isLast = i === alternatives.length - 1
      const split = isLast ? null : this.#split()
      if (split !== null) split.first = this.#next
      for (const element of elements) this.#element(element, flags)
      if (split === null) return
      const jump = { op: 'JUMP' as const, to: 0 }
      this.#emit(jump)
      jumps.push(jump)
      split.second = this.#next
    })
    for (const jump of jumps) jump.to = this.#next
  }

  #element(element: AST.Element, flags: RegexFlags): void {
    switch (element.type) {
      case 'Group':
        this.#alternatives(element.alternatives, modified(flags, element.modifiers))
        return
      case 'CapturingGroup':
        this.#saved(this.#numbers.get(element) ?? 0, () => {
          this.#alternatives(element.alternatives, flags)
        })
        return
      case 'Quantifier':
        this.#quantifier(element, flags)
        return
      case 'Assertion':
        this.#emit({ op: 'ASSERT', position: positionOf(element, flags) })
        return
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        this.#set(rangesOf(element, flags))
        return
      case 'Backreference':
        throw new RegexError(
          `${element.raw} needs what was matched before, which no automaton has; leave it out`
        )
      case 'ExpressionCharacterClass':
        throw new RegexError(`${element.raw} is a class of another syntax`)
    }
  }

  #set(ranges: readonly CodePointRange[]): void {
    const [first, ...others] = ranges
    const isOne = first !== undefined && others.length === 0 && first[0] === first[1]
    this.#emit(isOne ? { op: 'CHARACTER', point: first[0] } : { op: 'SET', ranges })
  }

  #quantifier({ min, max, greedy, element }: AST.Quantifier, flags: RegexFlags): void {
    const once = () => {
      this.#element(element, flags)
    }
    for (let i = 1; i < min; i++) once()
    if (max === Infinity) {
      // Of what can be empty, x* is (x+)?: so the empty one is preferred where the pattern prefers it.
      if (min > 0) this.#oneOrMore(once, greedy)
      else if (canBeEmpty(element))
        this.#upTo(
          1,
          () => {
            this.#oneOrMore(once, greedy)
          },
          greedy
        )
      else this.#anyNumber(once, greedy)
      return
    }
    if (min > 0) once()
    this.#upTo(max - min, once, greedy)
  }

  /** (x(x(x)?)?)? */
  #upTo(count: number, once: () => void, greedy: boolean): void {
    const splits: Split[] = []
    for (let i = 0; i < count; i++) {
      splits.push(this.#enter(greedy))
      once()
    }
    for (const split of splits) this.#leave(split, greedy)
  }

  #anyNumber(once: () => void, greedy: boolean): void {
    const start = this.#next
    const split = this.#enter(greedy)
    once()
    this.#emit({ op: 'JUMP', to: start })
    this.#leave(split, greedy)
  }

  #oneOrMore(once: () => void, greedy: boolean): void {
    const start = this.#next
    once()
    const split = this.#split()
    split.first = greedy ? start : this.#next
    split.second = greedy ? this.#next : start
  }

  /** A split whose one way goes on here … */
  #enter(greedy: boolean): Split {
    const split = this.#split()
    split[greedy ? 'first' : 'second'] = this.#next
    return split
  }

  /** … and whose other way goes on there. */
  #leave(split: Split, greedy: boolean): void {
    split[greedy ? 'second' : 'first'] = this.#next
  }
}

function numberGroups(
  alternatives: readonly AST.Alternative[],
  numbers: Map<AST.CapturingGroup, number>
): void {
  for (const { elements } of alternatives) for (const element of elements) numberGroupsIn(element, numbers)
}

function numberGroupsIn(element: AST.Element, numbers: Map<AST.CapturingGroup, number>): void {
  if (element.type === 'Quantifier') numberGroupsIn(element.element, numbers)
  if (element.type === 'CapturingGroup') numbers.set(element, numbers.size + 1)
  if (element.type === 'CapturingGroup' || element.type === 'Group') {
    numberGroups(element.alternatives, numbers)
  }
}

function canBeEmpty(element: AST.Element): boolean {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.some(({ elements }) => elements.every(canBeEmpty))
    case 'Quantifier':
      return element.min === 0 || canBeEmpty(element.element)
    case 'Assertion':
      return true
    default:
      return false
  }
}

function modified(flags: RegexFlags, modifiers: AST.Modifiers | null): RegexFlags {
  if (modifiers === null) return flags
  const { add, remove } = modifiers
  const flag = (name: keyof RegexFlags) => (flags[name] || add[name]) && remove?.[name] !== true
  return { ignoreCase: flag('ignoreCase'), multiline: flag('multiline'), dotAll: flag('dotAll') }
}

function positionOf(assertion: AST.Assertion, flags: RegexFlags): Position {
  switch (assertion.kind) {
    case 'start':
      return flags.multiline ? 'LINE_BEGIN' : 'BEGIN'
    case 'end':
      return flags.multiline ? 'LINE_END' : 'END'
    case 'word':
      return assertion.negate ? 'NO_WORD_EDGE' : 'WORD_EDGE'
    default:
      throw new RegexError(
        `${assertion.raw} looks around, which no automaton can; match what is around, and take a group`
      )
  }
}

function rangesOf(element: AST.Character | AST.CharacterSet | AST.CharacterClass, flags: RegexFlags) {
  if (element.type !== 'CharacterClass') return memberRanges(element, flags)
  const members = union(element.elements.flatMap((member) => memberRanges(member, flags)))
  return element.negate ? complement(members) : members
}

function memberRanges(
  member: AST.CharacterClass['elements'][number] | AST.CharacterSet,
  flags: RegexFlags
): readonly CodePointRange[] {
  switch (member.type) {
    case 'Character':
      return cased([[member.value, member.value]], flags)
    case 'CharacterClassRange':
      return cased([[member.min.value, member.max.value]], flags)
    case 'CharacterSet':
      return setRanges(member, flags)
    default:
      throw new RegexError(`${member.raw} is a class of another syntax`)
  }
}

function cased(ranges: readonly CodePointRange[], { ignoreCase }: RegexFlags): readonly CodePointRange[] {
  return ignoreCase ? withBothCases(ranges) : ranges
}

function setRanges(set: AST.CharacterSet, flags: RegexFlags): readonly CodePointRange[] {
  switch (set.kind) {
    case 'any':
      return complement(flags.dotAll ? [] : LINE_ENDS)
    case 'digit':
      return set.negate ? complement(DIGITS) : DIGITS
    case 'space':
      return set.negate ? complement(SPACES) : SPACES
    case 'word':
      return set.negate ? complement(WORD_CHARACTERS) : WORD_CHARACTERS
    case 'property':
      return propertyRanges(set)
  }
}

const properties = new Map<string, readonly CodePointRange[]>()

function propertyRanges({ key, value, raw }: AST.UnicodePropertyCharacterSet): readonly CodePointRange[] {
  if (value === null || !/^(General_Category|gc|Script|sc)$/.test(key)) {
    throw new RegexError(
      `${raw} has another meaning elsewhere; say a general category such as \\p{L}, or a script such as \\p{Script=Greek}`
    )
  }
  const known = properties.get(raw)
  if (known !== undefined) return known
  const ranges = codePointsLike(new RegExp(`^${raw}$`, 'u'))
  properties.set(raw, ranges)
  return ranges
}
