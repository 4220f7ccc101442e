/** What the engine uses of the WebAssembly global: Node's types leave it to the DOM's, which do not belong here. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>
  type Imports = Record<string, Record<string, (...values: number[]) => number | undefined>>

  interface Memory {
    readonly buffer: ArrayBuffer
  }

  class Module {
    private readonly opaque: never
  }

  class Instance {
    constructor(module: Module, imports: Imports)
    readonly exports: Exports
  }

  function compile(bytes: Uint8Array): Promise<Module>
}
