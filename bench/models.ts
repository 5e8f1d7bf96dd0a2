/** The models that are measured, each at growing sizes up to about 10^8 transitions. */
import type { System } from "../checker/system.js";
import { lossyPairs } from "../test/models/lossy-pairs.js";
import { philosophers } from "../test/models/philosophers.js";
import { ringElection } from "../test/models/ring-election.js";
import { twoPhaseCommit } from "../test/models/two-phase-commit.js";
import { bareHandover } from "./handover-options.js";

/** Its name is its own among all sizes and cases. */
export type Size = { readonly name: string; readonly system: () => System };
export type Model = { readonly name: string; readonly sizes: ReadonlyArray<Size> };

const size = (name: string, system: () => System): Size => ({ name, system });

export const models: ReadonlyArray<Model> = [
  {
    name: "Two-phase commit",
    sizes: [5, 6, 7, 8, 9].map((n) => size(`${n} managers`, () => twoPhaseCommit(n))),
  },
  {
    name: "Lossy stop-and-wait pairs",
    sizes: [
      size("2 pairs, 3 losses, channels of 3", () => lossyPairs(2, 3, 3)),
      size("3 pairs, 1 loss, channels of 2", () => lossyPairs(3, 1, 2)),
      size("3 pairs, 3 losses, channels of 2", () => lossyPairs(3, 3, 2)),
      size("3 pairs, 1 loss, channels of 3", () => lossyPairs(3, 1, 3)),
      size("3 pairs, 3 losses, channels of 3", () => lossyPairs(3, 3, 3)),
    ],
  },
  {
    name: "Dining philosophers",
    sizes: [10, 11, 12, 13, 14, 15].map((n) => size(`${n} philosophers`, () => philosophers(n))),
  },
  {
    name: "Election in a ring",
    sizes: [7, 8, 9, 10, 11].map((n) => size(`${n} nodes`, () => ringElection(n))),
  },
  {
    name: "Handover in a domain",
    sizes: [
      size("1 move, packets 1 down, 1 up", () => bareHandover({ moves: 1, downlinkProbes: 1, uplinkProbes: 1 })),
      size("2 moves, packets 1 down", () => bareHandover({ moves: 2, downlinkProbes: 1, uplinkProbes: 0 })),
      size("1 move, packets 2 down, 2 up", () => bareHandover({ moves: 1, downlinkProbes: 2, uplinkProbes: 2 })),
      size("2 moves, packets 1 down, 1 up", () => bareHandover({ moves: 2, downlinkProbes: 1, uplinkProbes: 1 })),
      size("2 moves, packets 2 down, 1 up", () => bareHandover({ moves: 2, downlinkProbes: 2, uplinkProbes: 1 })),
    ],
  },
];
