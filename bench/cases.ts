/** What is explored beside other checkers: each system with its twins in their languages. */
import type { System } from "../checker/system.js";
import { lossyPairs } from "../test/models/lossy-pairs.js";
import { philosophers } from "../test/models/philosophers.js";
import { ringElection } from "../test/models/ring-election.js";
import { twoPhaseCommit } from "../test/models/two-phase-commit.js";
import { bareHandoverPromela } from "../test/model/promela.js";
import { type HandoverSize, bareHandover, handoverOptions } from "./handover-options.js";
import { lossyPairsMurphi, philosophersMurphi, ringElectionMurphi, twoPhaseCommitMurphi } from "./murphi.js";
import { lossyPairsPromela, philosophersPromela, ringElectionPromela, twoPhaseCommitPromela } from "./promela.js";
import type { Promela } from "./spin.js";

export type Case = {
  readonly name: string;
  readonly what: string;
  readonly system: () => System;
  readonly promela: Promela;
  readonly murphi?: string;
  /** Measured only when it is asked for, and once. */
  readonly isLong?: true;
};

const twoPhase = (managers: number, slots: number): Case => ({
  name: `two-phase commit ${managers}`,
  what: `${managers} resource managers`,
  system: () => twoPhaseCommit(managers),
  promela: { text: twoPhaseCommitPromela(managers), slots, path: 10_000 },
  murphi: twoPhaseCommitMurphi(managers),
});

const PAIRS = [3, 3, 3] as const;
const SEATS = 13;
const NODES = 11;
const HANDOVER: HandoverSize = { moves: 2, downlinkProbes: 1, uplinkProbes: 1 };

export const cases: ReadonlyArray<Case> = [
  twoPhase(7, 19),
  twoPhase(8, 21),
  twoPhase(9, 24),
  {
    name: "lossy pairs 3",
    what: "3 stop-and-wait pairs, 3 losses, channels of 3",
    system: () => lossyPairs(...PAIRS),
    promela: { text: lossyPairsPromela(...PAIRS), slots: 24, path: 2_000_000 },
    murphi: lossyPairsMurphi(...PAIRS),
  },
  {
    name: `philosophers ${SEATS}`,
    what: `${SEATS} dining philosophers`,
    system: () => philosophers(SEATS),
    promela: { text: philosophersPromela(SEATS), slots: 21, path: 2_000_000 },
    murphi: philosophersMurphi(SEATS),
  },
  {
    name: `ring election ${NODES}`,
    what: `Chang and Roberts, ${NODES} nodes that may all start, fifo links`,
    system: () => ringElection(NODES),
    promela: { text: ringElectionPromela(NODES), slots: 23, path: 2_000_000 },
    murphi: ringElectionMurphi(NODES),
  },
  {
    name: "handover",
    what: "MPA handover in a domain as written, there and back, a packet each way",
    system: () => bareHandover(HANDOVER),
    promela: { text: bareHandoverPromela(handoverOptions(HANDOVER)), slots: 21, path: 10_000, keepsUnread: true },
  },
  { ...twoPhase(10, 26), isLong: true },
];
