import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const run = (cwd: string, command: string, ...args: ReadonlyArray<string>) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("packed and installed into an empty project, the example compiles and runs", () => {
  const project = mkdtempSync(join(tmpdir(), "mpacheck-"));
  try {
    const packed: unknown = JSON.parse(run(".", "npm", "pack", "--json", "--pack-destination", project));
    const tarball = Array.isArray(packed) ? (packed[0] as { filename: string }).filename : "";
    writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }');
    run(project, "npm", "install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
    cpSync("examples/die-hard.ts", join(project, "die-hard.ts"));
    const strict = ["--strict", "--module", "nodenext", "--target", "es2023", "--lib", "es2023,dom", "--noEmit"];
    run(project, resolve("node_modules/.bin/tsc"), "--types", "", ...strict, "die-hard.ts");
    const output = run(project, resolve("node_modules/.bin/tsx"), "die-hard.ts");
    expect(output.split("\n")[0]).toBe("violated: Die Hard");
    expect(output).toContain("16 states, 96 transitions, depth 7");
    expect(output.replace(/^.*\n.*\n/, "")).toBe(readFileSync("test/golden/die-hard.txt", "utf8"));
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});

test("the example is short enough to be read by a newcomer", () => {
  expect(readFileSync("examples/die-hard.ts", "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});
