/** The bench's twins: other checkers count the same states and steps in them. */
import { expect, test } from "vitest";
import { type HandoverSize, bareHandover, handoverOptions } from "../bench/handover-options.js";
import { lossyPairsMurphi, philosophersMurphi, ringElectionMurphi, twoPhaseCommitMurphi } from "../bench/murphi.js";
import {
  lossyPairsPromela,
  philosophersPromela,
  ringElectionPromela,
  twoPhaseCommitPromela,
} from "../bench/promela.js";
import { buildMurphi, rumurVersion } from "../bench/rumur.js";
import { type Promela, build, modes, spinVersion } from "../bench/spin.js";
import { explore } from "../checker/explore/breadth-first.js";
import type { System } from "../checker/system.js";
import { assumed, bareHandoverPromela } from "./model/promela.js";
import { lossyPairs } from "./models/lossy-pairs.js";
import { philosophers } from "./models/philosophers.js";
import { ringElection } from "./models/ring-election.js";
import { twoPhaseCommit } from "./models/two-phase-commit.js";

const isCi = process.env["CI"] !== undefined;
const isSkipped = (name: string, version: string | undefined): boolean => {
  if (version !== undefined || isCi) return false;
  console.log(`skipped: agreement with ${name} (${name.toLowerCase()} is not installed; CI installs it)`);
  return true;
};

type Twins = { readonly name: string; readonly system: System; readonly promela: string; readonly murphi: string };

const rows: ReadonlyArray<Twins> = [
  {
    name: "two-phase commit 4",
    system: twoPhaseCommit(4),
    promela: twoPhaseCommitPromela(4),
    murphi: twoPhaseCommitMurphi(4),
  },
  {
    name: "lossy pairs 2",
    system: lossyPairs(2, 3, 2),
    promela: lossyPairsPromela(2, 3, 2),
    murphi: lossyPairsMurphi(2, 3, 2),
  },
  { name: "philosophers 7", system: philosophers(7), promela: philosophersPromela(7), murphi: philosophersMurphi(7) },
  ...[3, 6].map((nodes) => ({
    name: `ring election ${nodes}`,
    system: ringElection(nodes),
    promela: ringElectionPromela(nodes),
    murphi: ringElectionMurphi(nodes),
  })),
];

const counted = (system: System) => {
  const ours = explore(system);
  if (ours.tag === "Fault") throw new Error(ours.what);
  const { states, generated } = ours;
  return { states, generated };
};

const counts = async (promela: Promela, mode: (typeof modes)[number]) => {
  const { states, generated } = await build(promela, mode).run();
  return { states, generated };
};

test.skipIf(isSkipped("SPIN", spinVersion())).each(rows)("SPIN counts the same: $name", async ({ system, promela }) => {
  const ours = counted(system);
  for (const mode of modes)
    expect({ mode: mode.name, ...(await counts({ text: promela, slots: 18, path: 100_000 }, mode)) }).toEqual({
      mode: mode.name,
      ...ours,
    });
});

const small: HandoverSize = { moves: 2, downlinkProbes: 1, uplinkProbes: 0 };

test.skipIf(spinVersion() === undefined && !isCi)("SPIN counts the same: the handover without a census", async () => {
  const options = handoverOptions(small);
  expect(options).toMatchObject(assumed);
  const promela = { text: bareHandoverPromela(options), slots: 18, path: 10_000, keepsUnread: true };
  const mode = { name: "SPIN dfs, compiled fast", flags: ["-O0", "-DSAFETY", "-DNOREDUCE"] };
  expect(await counts(promela, mode)).toEqual(counted(bareHandover(small)));
});

test.skipIf(isSkipped("Rumur", rumurVersion())).each(rows)(
  "Rumur counts the same: $name",
  async ({ system, murphi }) => {
    const { states, generated } = await buildMurphi(murphi).run();
    expect({ states, generated }).toEqual(counted(system));
  },
);
