/** SPIN as a peer: compiles a Promela model in the modes that can be its best, runs it, reads its figures. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Built, type Peer, type Run, watch } from "./peer.js";

export type Mode = { readonly name: string; readonly flags: ReadonlyArray<string> };

/** A model for SPIN. */
export type Promela = {
  readonly text: string;
  /** The hash table has 2 ^ this slots: about one per state. */
  readonly slots: number;
  /** The longest depth-first path, in steps. */
  readonly path: number;
  /** Variables that no step reads stay in the state. */
  readonly keepsUnread?: boolean;
};

/** No partial-order reduction in any: the states are to be the same. */
const BASE = ["-O2", "-DSAFETY", "-DNOREDUCE"];
const BFS = "-DBFS";
export const modes: ReadonlyArray<Mode> = [
  { name: "SPIN dfs", flags: BASE },
  { name: "SPIN dfs collapse", flags: [...BASE, "-DCOLLAPSE"] },
  { name: "SPIN bfs", flags: [...BASE, BFS] },
];

export const spinVersion = (): string | undefined => {
  try {
    return execFileSync("spin", ["-V"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
};

const number = (output: string, pattern: RegExp): number => {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`SPIN printed no ${pattern}:\n${output}`);
  return Number(found);
};

/** Printed only where it differs from the equivalent. */
const ACTUAL_FOR_STATES = /([\d.]+)\s+actual memory usage for states/;
const EQUIVALENT_FOR_STATES = /([\d.]+)\s+equivalent memory usage for states/;

const parse = (output: string, peakBytes: number | undefined): Run => {
  const forStates = ACTUAL_FOR_STATES.test(output) ? ACTUAL_FOR_STATES : EQUIVALENT_FOR_STATES;
  return {
    states: number(output, /([\d.e+]+) states, stored/),
    generated: number(output, /([\d.e+]+) transitions \(= stored/),
    seconds: number(output, /elapsed time ([\d.e+-]+) seconds/),
    storeBytes: 2 ** 20 * (number(output, forStates) + number(output, /([\d.]+)\s+memory used for hash table/)),
    peakBytes: peakBytes ?? 2 ** 20 * number(output, /([\d.]+)\s+total actual memory usage/),
  };
};

/** Compiles a model in a directory of its own. */
export const build = ({ text, slots, path, keepsUnread = false }: Promela, mode: Mode): Built => {
  const cwd = mkdtempSync(join(tmpdir(), "spin-"));
  writeFileSync(join(cwd, "model.pml"), text);
  const started = Date.now();
  execFileSync("spin", ["-a", ...(keepsUnread ? ["-o2"] : []), "model.pml"], { cwd, stdio: "pipe" });
  execFileSync("gcc", [...mode.flags, "-o", "pan", "pan.c"], { cwd, stdio: "pipe" });
  const compileSeconds = (Date.now() - started) / 1000;
  // -E: an invalid end state is no error to stop at; -n: no list of unreached lines.
  const flags = [`-w${slots}`, `-m${path}`, "-E", "-n"];
  return {
    compileSeconds,
    run: async () => {
      const { output, peakBytes } = await watch("./pan", flags, cwd);
      return parse(output, peakBytes);
    },
  };
};

/** SPIN's breadth-first search refuses models with hidden variables. */
const canRun = ({ text }: Promela, mode: Mode): boolean => !(mode.flags.includes(BFS) && /^hidden /m.test(text));

export const spin: Peer = {
  name: "SPIN",
  version: spinVersion,
  commands: [
    "spin -a model.pml",
    ...modes.map(({ flags }) => `gcc ${flags.join(" ")} -o pan pan.c`),
    "./pan -wN -mN -E -n",
  ],
  modes: modes.map(({ name }) => name),
  build: ({ promela }, name) => {
    const mode = modes.find((each) => each.name === name);
    return mode === undefined || !canRun(promela, mode) ? undefined : build(promela, mode);
  },
};
