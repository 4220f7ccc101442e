// Which file may import which, beyond the layers of eslint.config.js: no circles, neither of files nor of folders,
// imports of types alone included. dependency-cruiser reads the kernels as well: that AssemblyScript's decorators are
// no TypeScript does not keep it from finding their imports.
export default {
  forbidden: [
    {
      name: 'no-file-circle',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-folder-circle',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-workshop-in-src',
      comment: 'What is shipped stands without tests and benchmarks.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(bench|test|scripts)/' }
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' }
  }
}
