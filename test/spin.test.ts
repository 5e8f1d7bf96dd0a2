import { expect, test } from "vitest";
import { lossyPairsPromela, philosophersPromela, twoPhaseCommitPromela } from "../bench/promela.js";
import { build, modes, spinVersion } from "../bench/spin.js";
import { explore } from "../checker/explore/breadth-first.js";
import type { System } from "../checker/system.js";
import { lossyPairs } from "./models/lossy-pairs.js";
import { philosophers } from "./models/philosophers.js";
import { twoPhaseCommit } from "./models/two-phase-commit.js";

const isAbsent = spinVersion() === undefined;
const isCi = process.env["CI"] !== undefined;
if (isAbsent && !isCi) console.log("skipped: agreement with SPIN (spin is not installed; CI installs it)");

const rows: ReadonlyArray<{ name: string; system: System; promela: string }> = [
  { name: "two-phase commit 4", system: twoPhaseCommit(4), promela: twoPhaseCommitPromela(4) },
  { name: "lossy pairs 2", system: lossyPairs(2, 3, 2), promela: lossyPairsPromela(2, 3, 2) },
  { name: "philosophers 7", system: philosophers(7), promela: philosophersPromela(7) },
];

test.skipIf(isAbsent && !isCi).each(rows)("SPIN counts the same: $name", ({ system, promela }) => {
  const ours = explore(system);
  if (ours.tag === "Fault") throw new Error(ours.what);
  for (const mode of modes) {
    const { states, generated } = build(promela, mode, 18, 100_000).run();
    expect({ mode: mode.name, states, generated }).toEqual({
      mode: mode.name,
      states: ours.states,
      generated: ours.generated,
    });
  }
});
