/** Compiles the loop and writes it into the sources: `npm run native`, after a change in checker/native/assembly. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const FLAGS = (
  "-O3 --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 " +
  "--enable simd --enable threads"
).split(" ");

/** The loop in WebAssembly. Throws with what the compiler says. */
export const compileLoop = (): Uint8Array => {
  const directory = mkdtempSync(join(tmpdir(), "loop-"));
  const file = join(directory, "loop.wasm");
  const compiler = here("../node_modules/assemblyscript/bin/asc.js");
  const source = here("../checker/native/assembly/index.ts");
  try {
    execFileSync(process.execPath, [compiler, source, "--outFile", file, ...FLAGS], { stdio: "pipe" });
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const LINE = 100;

/** The module that has it. */
export const moduleFor = (wasm: Uint8Array): string => {
  const text = Buffer.from(wasm).toString("base64");
  const lines = Array.from({ length: Math.ceil(text.length / LINE) }, (_, i) => text.slice(i * LINE, (i + 1) * LINE));
  return [
    "/** The loop in WebAssembly, made from ./assembly by `npm run native`. */",
    `const LINES = [\n${lines.map((line) => `  "${line}",\n`).join("")}];`,
    "",
    "/** In every JavaScript runtime, though not in the language. */",
    "declare const atob: (text: string) => string;",
    "",
    'export const bytes: Uint8Array = Uint8Array.from(atob(LINES.join("")), (letter) => letter.charCodeAt(0));',
    "",
  ].join("\n");
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(here("../checker/native/loop.ts"), moduleFor(compileLoop()));
