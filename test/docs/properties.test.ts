/**
 * The code of docs/properties.md, compiled under the project's settings and run: what its comments say is what it gives. A
 * property that ends in a comment has that verdict in the next `verdicts(...)`; `expression; // text` has that value.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "properties-"));
afterAll(() => rmSync(folder, { recursive: true }));

const document = readFileSync(join(root, "docs/properties.md"), "utf8");
const code = [...document.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block!).join("\n");

const WORDS = /\b(?:\w+)\(\s*"([^"]+)",\s*\[/g;
const VERDICT = /\/\/ (holds|violated|vacuous|inconclusive)$/gm;

/** The properties with a comment, in order: the name is the nearest one before it. */
const properties = [...code.matchAll(VERDICT)].flatMap((comment) => {
  const line = code.slice(code.lastIndexOf("\n", comment.index) + 1, comment.index);
  if (/^\w+\(.*\); $/.test(line)) return [];
  const name = [...code.slice(0, comment.index).matchAll(WORDS)].at(-1)?.[1];
  return [`${name}: ${comment[1]}`];
});

writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
const file = join(folder, "properties.ts");
writeFileSync(
  file,
  [
    "export const verdictsTold: string[] = [];",
    "export const values: [unknown, string][] = [];",
    code
      .replaceAll('from "../', `from "${root}`)
      .replaceAll(/^(verdicts\(.*\));$/gm, "verdictsTold.push(...$1);")
      .replaceAll(/^(\w+\(.*\)); \/\/ (.*)$/gm, (_, expression: string, text: string) => {
        return `values.push([${expression}, ${JSON.stringify(text)}]);`;
      }),
  ].join("\n"),
);

test("it compiles", () => {
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      paths: { "mpacheck/checker": [join(root, "checker/index.ts")] },
      typeRoots: [join(root, "node_modules/@types")],
      rootDir: "/",
    },
    include: [file],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(root, "node_modules/.bin/tsc");
  const { stdout } = spawnSync(compiler, ["-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
});

test("its comments say what it gives", async () => {
  const { verdictsTold, values } = (await import(pathToFileURL(file).href)) as {
    verdictsTold: string[];
    values: [unknown, string][];
  };
  expect(properties.length).toBeGreaterThan(10);
  expect(values.length).toBeGreaterThan(5);
  expect(verdictsTold).toEqual(properties);
  for (const [value, text] of values) expect(value).toBe(text);
});
