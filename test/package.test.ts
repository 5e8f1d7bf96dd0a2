import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const run = (cwd: string, command: string, ...args: ReadonlyArray<string>) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** An empty project with what `npm pack` makes, unpacked: nothing is fetched. */
const inEmptyProject = (use: (project: string) => void): void => {
  const project = mkdtempSync(join(tmpdir(), "mpacheck-"));
  try {
    const packed: unknown = JSON.parse(run(".", "npm", "pack", "--json", "--pack-destination", project));
    const tarball = Array.isArray(packed) ? (packed[0] as { filename: string }).filename : "";
    writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }');
    mkdirSync(join(project, "node_modules/mpacheck"), { recursive: true });
    run(project, "tar", "-xzf", tarball, "-C", "node_modules/mpacheck", "--strip-components=1");
    use(project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
};

test("packed, in an empty project: the example compiles and runs, and needs no other package", () => {
  inEmptyProject((project) => {
    cpSync("examples/die-hard.ts", join(project, "die-hard.ts"));
    const strict = ["--strict", "--module", "nodenext", "--target", "es2023", "--lib", "es2023,dom", "--noEmit"];
    run(project, resolve("node_modules/.bin/tsc"), "--types", "", ...strict, "die-hard.ts");
    const output = run(project, resolve("node_modules/.bin/tsx"), "die-hard.ts");
    expect(output.split("\n")[0]).toBe("violated: Die Hard");
    expect(output).toContain("16 states, 96 transitions, depth 7");
    expect(output.replace(/^.*\n.*\n/, "")).toBe(readFileSync("test/golden/die-hard.txt", "utf8"));
    const made =
      'import { makeSpill } from "mpacheck/checker/node"; console.log(makeSpill(".").write(new Uint8Array(9)));';
    expect(run(project, "node", "--input-type=module", "--eval", made)).toBe("0\n");
  });
});

test("packed, in an empty project: the command line finds its scenarios, with the dependencies it declares and no others", () => {
  inEmptyProject((project) => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: object };
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(project, "node_modules", name)), { recursive: true });
      symlinkSync(resolve("node_modules", name), join(project, "node_modules", name));
    }
    const output = run(
      project,
      "node",
      "node_modules/mpacheck/dist/cli/main.js",
      "verify",
      "v02-repaired-after-switch",
    );
    expect(output.split("\n")[0]).toMatch(/^as expected/);
    const main = "node_modules/mpacheck/dist/cli/main.js";
    const [alone, shared] = ["1", "2"].map((workers) =>
      run(project, "node", main, "simulate", "v02-repaired", "--seed", "1", "--workers", workers),
    );
    expect(alone?.split("\n")[0]).toMatch(/^as expected: 1 scenario, 1,000 runs/);
    // The last column is the time.
    expect(shared?.replace(/\d+\.\d\d$/m, "")).toBe(alone?.replace(/\d+\.\d\d$/m, ""));
  });
});

test("the example is short enough to be read by a newcomer", () => {
  expect(readFileSync("examples/die-hard.ts", "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});
