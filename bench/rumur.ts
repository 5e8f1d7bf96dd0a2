/** Rumur as a peer: compiles a Murphi model to a verifier, with one thread, and runs it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Built, type Peer, type Run, watch } from "./peer.js";

const OFF = ["symmetry-reduction", "deadlock-detection", "counterexample-trace"];
/** States are packed, which is the default; unpacked ones were no faster on these models. */
const FLAGS = ["--threads", "1", ...OFF.flatMap((what) => [`--${what}`, "off"]), "--output-format", "machine-readable"];
/** The last is what Rumur's manual asks for on x86-64. */
const CC_FLAGS = ["-std=c11", "-O3", "-march=native", ...(process.arch === "x64" ? ["-mcx16"] : [])];

const SUMMARY = /<summary states="(\d+)" rules_fired="(\d+)" errors="0"/;

export const rumurVersion = (): string | undefined => {
  try {
    return execFileSync("rumur", ["--version"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
};

/** It tells whole seconds, so they are those of its process; and no memory. Rules fired are transitions. */
const parse = (output: string, seconds: number, peakBytes: number | undefined): Run => {
  const [, states, fired] = SUMMARY.exec(output) ?? [];
  if (states === undefined || fired === undefined)
    throw new Error(`Rumur printed no summary without errors:\n${output}`);
  return { states: Number(states), generated: Number(fired) + 1, seconds, storeBytes: undefined, peakBytes };
};

/** Compiles a model, which has one start state, in a directory of its own. */
export const buildMurphi = (text: string): Built => {
  const cwd = mkdtempSync(join(tmpdir(), "rumur-"));
  writeFileSync(join(cwd, "model.m"), text);
  const started = Date.now();
  execFileSync("rumur", [...FLAGS, "--quiet", "--output", "model.c", "model.m"], { cwd, stdio: "pipe" });
  execFileSync("gcc", [...CC_FLAGS, "-o", "model", "model.c", "-lpthread"], { cwd, stdio: "pipe" });
  const compileSeconds = (Date.now() - started) / 1000;
  return {
    compileSeconds,
    run: async () => {
      const { output, seconds, peakBytes } = await watch("./model", [], cwd);
      return parse(output, seconds, peakBytes);
    },
  };
};

export const rumur: Peer = {
  name: "Rumur",
  version: rumurVersion,
  commands: [
    `rumur ${FLAGS.join(" ")} --output model.c model.m`,
    `gcc ${CC_FLAGS.join(" ")} -o model model.c -lpthread`,
    "./model",
  ],
  modes: ["Rumur"],
  build: ({ murphi }) => (murphi === undefined ? undefined : buildMurphi(murphi)),
};
