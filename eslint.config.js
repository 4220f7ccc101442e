import tseslint from 'typescript-eslint'

/** What each folder of src/ may import besides itself, errors.ts and observability/log.ts. */
const LAYERS = {
  cli: [
    'app',
    'service',
    'testing',
    'engine',
    'plan',
    'table',
    'records',
    'connectors',
    'state',
    'config',
    'jobs',
    'observability',
    'http',
    'flink-sql'
  ],
  // What an application is; and how one is connected and started, from the command line or a program of the user's own.
  app: ['table'],
  service: ['app', 'engine', 'table', 'connectors', 'state', 'config', 'observability'],
  testing: ['app', 'service', 'engine', 'plan', 'table', 'records', 'connectors', 'config'],
  engine: ['plan', 'table', 'records', 'connectors', 'state', 'config', 'observability'],
  connectors: ['records', 'state', 'config'],
  state: ['config'],
  plan: ['table', 'config'],
  'flink-sql': ['plan', 'table', 'config'],
  table: ['config'],
  records: [],
  // The built-in jobs use the same door as a user's own: src/index.ts and nothing else.
  jobs: [],
  http: ['observability', 'config'],
  dashboard: [],
  observability: ['config'],
  config: []
}

/** Imports of types alone that go beyond the table: they leave no trace at run time. */
const TYPE_ONLY = {
  engine: ['app'],
  dashboard: ['http'],
  state: ['connectors', 'engine']
}

const KAFKAJS = { regex: '^kafkajs(/|$)', message: 'Only src/connectors/kafka/transport touches kafkajs.' }

/** The engine knows connectors by their interface; which ones there are is the command line's matter. */
const ONE_CONNECTOR = {
  regex: '^(\\.\\./)+connectors/[^/]+/',
  message: 'The engine knows no single connector: only the interfaces in src/connectors.'
}

function layerRules(layer, allowed) {
  const forbidden = Object.keys(LAYERS).filter((other) => other !== layer && !allowed.includes(other))
  const typeOnly = TYPE_ONLY[layer] ?? []
  const pattern = (names, allowTypeImports) => ({
    regex: `^(\\.\\./)+(${names.map((name) => (name === 'observability' ? 'observability/(?!log\\.js)' : `${name}/`)).join('|')})`,
    message: `src/${layer} must not import this layer: imports point one way (see eslint.config.js).`,
    allowTypeImports
  })
  const groups = [
    [forbidden.filter((name) => !typeOnly.includes(name)), false],
    [forbidden.filter((name) => typeOnly.includes(name)), true]
  ]
  return {
    files: [`src/${layer}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            KAFKAJS,
            ...(layer === 'engine' ? [ONE_CONNECTOR] : []),
            ...groups.filter(([names]) => names.length > 0).map(([names, types]) => pattern(names, types)),
            { regex: '^(\\.\\./)+main\\.js$', message: 'Nothing imports the binary.' }
          ]
        }
      ]
    }
  }
}

const connectorPatterns = layerRules('connectors', LAYERS.connectors).rules[
  '@typescript-eslint/no-restricted-imports'
][1].patterns

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'coverage/', 'assembly/', 'docs/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src/dashboard/tsconfig.json', 'test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // noUncheckedIndexedAccess makes every read of a typed array T | undefined; `!` is how a bounded loop says it knows.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true }
      ],
      // Fields that change while a method waits look constant to this rule.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Interfaces of connectors are asynchronous whether an implementation needs to wait or not.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off'
    }
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.d.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "PropertyDefinition[accessibility='private'], MethodDefinition[kind!='constructor'][accessibility='private'], TSParameterProperty[accessibility='private']",
          message: 'Write #name: private at run time too, and the same in every class.'
        }
      ]
    }
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/engine/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'WebAssembly', message: 'Only src/engine touches WebAssembly.' }
      ]
    }
  },
  ...Object.entries(LAYERS).map(([layer, allowed]) => layerRules(layer, allowed)),
  {
    files: ['src/connectors/kafka/transport/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: connectorPatterns.filter((pattern) => pattern !== KAFKAJS) }
      ]
    }
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'max-lines': ['error', { max: 400 }], eqeqeq: 'error', 'prefer-const': 'error' }
  }
)
