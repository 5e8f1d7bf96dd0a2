/** As much of WebAssembly as is used here, so that the engine needs the types of no platform. */

export type Memory = { readonly buffer: SharedArrayBuffer; readonly grow: (pages: number) => number };

export type Loop = {
  readonly work: (worker: number) => void;
  readonly offer: (worker: number, from: number, many: number) => void;
  readonly restore: (piece: number, bins: number) => number;
  readonly emptyBins: (bins: number) => number;
  readonly number: (piece: number) => number;
  readonly successors: (worker: number, piece: number, limit: number) => number;
  readonly condense: (
    keys: number,
    size: number,
    width: number,
    bitsA: bigint,
    differences: number,
    target: number,
    columns: number,
    least: number,
  ) => number;
  readonly restoreKeys: (from: number, size: number, width: number, bitsA: bigint, keys: number) => void;
  readonly refreshTable: () => void;
  readonly mixed: (key: bigint) => bigint;
  readonly unmixed: (key: bigint) => bigint;
  readonly numberOf: (key: bigint) => number;
};

export type Module = { readonly module: "WebAssembly.Module" };

type Platform = {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  readonly Module: new (bytes: Uint8Array) => Module;
  readonly Instance: new (module: Module, imports: object) => { readonly exports: Loop };
};

/** In most JavaScript runtimes, though not in the language. */
declare const WebAssembly: Platform | undefined;

const PAGE = 65_536;
export const MAX_PAGES = 65_536;

export const pagesFor = (bytes: number): number => Math.ceil(bytes / PAGE);

export type Started = { readonly memory: Memory; readonly loop: Loop; readonly module: Module };

/** The loop on a memory of its own; undefined where the platform does not have what it needs. */
export const start = (bytes: Uint8Array, initialBytes: number): Started | undefined => {
  const wasm = typeof WebAssembly === "undefined" ? undefined : WebAssembly;
  if (wasm === undefined) return undefined;
  try {
    const memory = new wasm.Memory({ initial: pagesFor(initialBytes), maximum: MAX_PAGES, shared: true });
    const module = new wasm.Module(bytes);
    const { exports } = new wasm.Instance(module, { env: { memory } });
    return { memory, loop: exports, module };
  } catch {
    return undefined;
  }
};
