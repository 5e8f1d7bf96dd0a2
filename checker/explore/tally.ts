/** What random runs have shown, as plain data: it can be handed from thread to thread, and added up in any order. */
import type { Compiled } from "../compile.js";
import type { Fault } from "../fault.js";
import { type Distinct, makeDistinct, union } from "./distinct.js";
import type { SimulationBound } from "./simulation-report.js";

/** What decides a property: the run, its choices up to there, and how many of its steps come before its loop, if it has one. */
export type Finding = {
  readonly run: number;
  readonly choices: ReadonlyArray<number>;
  readonly loop: number | undefined;
};

export type Tally = {
  runs: number;
  steps: number;
  deadlocks: number;
  endless: number;
  distinct: Distinct;
  /** By rule: steps, and the shapes of their labels. */
  readonly fired: number[];
  readonly outcomes: ReadonlyArray<Set<string>>;
  /** By property: its antecedent was true; what decided it, of the run with the least number. */
  readonly shown: boolean[];
  readonly findings: (Finding | undefined)[];
  fault: { readonly run: number; readonly fault: Fault } | undefined;
  bound: SimulationBound | undefined;
  seconds: number;
};

export const makeTally = ({ rules, properties }: Compiled): Tally => ({
  runs: 0,
  steps: 0,
  deadlocks: 0,
  endless: 0,
  distinct: makeDistinct(),
  fired: rules.map(() => 0),
  outcomes: rules.map(() => new Set()),
  shown: properties.map(() => false),
  findings: properties.map(() => undefined),
  fault: undefined,
  bound: undefined,
  seconds: 0,
});

const earliest = <A extends { readonly run: number }>(found: ReadonlyArray<A | undefined>): A | undefined =>
  found.flatMap((each) => each ?? []).toSorted((a, b) => a.run - b.run)[0];

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, each) => total + each, 0);

/** The tally of all the runs, whichever thread each was in. There is at least one. */
export const together = (compiled: Compiled, all: ReadonlyArray<Tally>): Tally => ({
  runs: sum(all.map(({ runs }) => runs)),
  steps: sum(all.map(({ steps }) => steps)),
  deadlocks: sum(all.map(({ deadlocks }) => deadlocks)),
  endless: sum(all.map(({ endless }) => endless)),
  distinct: union(all.map(({ distinct }) => distinct)),
  fired: compiled.rules.map(({ index }) => sum(all.map(({ fired }) => fired[index] ?? 0))),
  outcomes: compiled.rules.map(({ index }) => new Set(all.flatMap(({ outcomes }) => [...(outcomes[index] ?? [])]))),
  shown: compiled.properties.map(({ index }) => all.some(({ shown }) => shown[index] === true)),
  findings: compiled.properties.map(({ index }) => earliest(all.map(({ findings }) => findings[index]))),
  fault: earliest(all.map(({ fault }) => fault)),
  bound: all.flatMap(({ bound }) => bound ?? [])[0],
  seconds: Math.max(...all.map(({ seconds }) => seconds)),
});
