/** What the bench explores: each system with its Promela twin and the flags that serve SPIN best on it. */
import type { System } from "../checker/system.js";
import { lossyPairs } from "../test/models/lossy-pairs.js";
import { philosophers } from "../test/models/philosophers.js";
import { twoPhaseCommit } from "../test/models/two-phase-commit.js";
import { lossyPairsPromela, philosophersPromela, twoPhaseCommitPromela } from "./promela.js";

export type Case = {
  readonly name: string;
  readonly system: () => System;
  readonly promela: string;
  /** SPIN's hash table has 2 ^ this slots: about one per state. */
  readonly slots: number;
  /** SPIN's longest depth-first path, in steps. */
  readonly path: number;
};

const twoPhase = (managers: number, slots: number): Case => ({
  name: `two-phase commit ${managers}`,
  system: () => twoPhaseCommit(managers),
  promela: twoPhaseCommitPromela(managers),
  slots,
  path: 10_000,
});

export const cases: ReadonlyArray<Case> = [
  twoPhase(7, 19),
  twoPhase(8, 21),
  twoPhase(9, 24),
  {
    name: "lossy pairs 3",
    system: () => lossyPairs(3, 3, 3),
    promela: lossyPairsPromela(3, 3, 3),
    slots: 24,
    path: 2_000_000,
  },
  {
    name: "philosophers 13",
    system: () => philosophers(13),
    promela: philosophersPromela(13),
    slots: 21,
    path: 2_000_000,
  },
];
