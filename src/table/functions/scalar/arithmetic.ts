/** + - * / and what is left. Their words are methods of a column. */
import { boundCall } from '../../bound/bound.js'
import type { ScalarFunction } from '../scalar-function.js'
import { bindNumbers } from './registers.js'

function arithmetic(name: string, code: number, symbol: string, docs: string): ScalarFunction {
  return {
    name,
    code,
    docs,
    bind(call, binder) {
      const operands = bindNumbers(call.operands, binder)
      return boundCall(name, operands, operands[0]!.type, {})
    },
    lower: (call, register) => ({ op: 'FUNCTION', code, operands: call.operands.map(register) }),
    sql: ([a, b]) => `(${String(a)} ${symbol} ${String(b)})`
  }
}

const MOD: ScalarFunction = {
  ...arithmetic(
    'MOD',
    105,
    '%',
    'What is left of a BIGINT by another one, with the sign of the first; null by zero.'
  ),
  bind(call, binder) {
    return boundCall(
      'MOD',
      call.operands.map((each) => binder.expect(each, ['BIGINT'])),
      'BIGINT',
      {}
    )
  }
}

export default [
  arithmetic(
    'PLUS',
    101,
    '+',
    'The sum. BIGINT wraps around, as in Flink; with a DOUBLE it is a DOUBLE, null where that is not finite.'
  ),
  arithmetic('MINUS', 102, '-', 'The difference, with the rules of the sum.'),
  arithmetic('TIMES', 103, '*', 'The product, with the rules of the sum.'),
  arithmetic(
    'DIVIDE',
    104,
    '/',
    'The quotient; of BIGINTs it is cut toward zero. By zero it is null, where Flink fails.'
  ),
  MOD
]
