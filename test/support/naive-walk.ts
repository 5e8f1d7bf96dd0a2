/** The naive twin of random walks: the same seeds and weights over `successors`, every loop judged by `judgeRun`. */
import type { Compiled, CompiledProperty } from "../../checker/compile.js";
import { SIZES, UNFIRED, UNSEEN } from "../../checker/explore/random-walk.js";
import { type Random, randomOf } from "../../checker/explore/random.js";
import type { Finding } from "../../checker/explore/tally.js";
import { isFault } from "../../checker/fault.js";
import { isTemporal } from "../../checker/kernel/predicates.js";
import { type Step, type Values, initialStates, sameState, successors } from "../../checker/semantics.js";
import { judgeRun } from "../../checker/temporal/judge-run.js";
import { type Pool, makePool } from "../../checker/values.js";
import { text } from "./naive.js";

const sure = <A>(value: A): Exclude<A, { tag: "Fault" }> => {
  if (isFault(value)) throw new Error(`${value.where}: ${value.what}`);
  return value as Exclude<A, { tag: "Fault" }>;
};

const pick = (random: Random, weights: number[]): number | undefined => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return undefined;
  let left = random(total);
  return weights.findIndex((weight) => (left -= weight) < 0);
};

const shapeOf = (label: unknown): string =>
  JSON.stringify(label, (_, part: unknown) => (typeof part === "number" ? 0 : part)) ?? "undefined";

const view = (reads: { aliases: ReadonlyArray<string>; places: ReadonlyArray<number> }, values: Values) =>
  Object.fromEntries(reads.aliases.map((alias, i) => [alias, values[reads.places[i]!]]));

export const naiveWalks = (compiled: Compiled, seed: number, runs: number, length: number) => {
  const pool: Pool = makePool();
  const { components, properties, boundaries, rules } = compiled;
  const isInside = (values: Values) => boundaries.every(({ boundary, reads }) => boundary.holds(view(reads, values)));
  const result = {
    runs: 0,
    steps: 0,
    deadlocks: 0,
    endless: 0,
    states: new Set<string>(),
    fired: rules.map(() => 0),
    outcomes: rules.map(() => new Set<string>()),
    shown: properties.map(() => false),
    findings: properties.map((): Finding | undefined => undefined),
  };
  const initial = sure(initialStates(compiled, pool));
  const temporal = properties.filter(({ property }) => isTemporal(property) && property.kind !== "always-possible");

  for (let run = 0; run < runs; run++) {
    const random = randomOf(seed, run);
    const weightOf = rules.map(() => 2 ** random(SIZES));
    const covered = new Set<string>();
    const choices: number[] = [];
    const path: { values: Values; step: Step | undefined }[] = [];
    const find = ({ index }: CompiledProperty, loop: number | undefined) => {
      result.findings[index] ??= { run, choices: [...choices], loop };
    };
    const askRuns = () => {
      const moments = path.map(({ values, step }) => ({ values, by: step?.rule }));
      const last = path.length - 1;
      const loops = path.flatMap(({ values }, i) => (sameState(values, path[last]!.values) ? [i] : [])).toReversed();
      for (const loop of [undefined, ...loops])
        for (const [i, property] of temporal.entries()) {
          const { fair, violated } = sure(judgeRun(compiled, pool, property, moments, loop));
          if (i === 0 && loop !== undefined && fair) result.endless++;
          if (fair && violated) find(property, loop);
        }
    };
    const arrive = (): ReadonlyArray<Step> => {
      const { values, step } = path.at(-1)!;
      const possible = sure(successors(compiled, pool, values));
      if (possible.length === 0) result.deadlocks++;
      result.states.add(text(Object.fromEntries(components.map(({ name }, place) => [name, values[place]]))));
      for (const each of properties) {
        const { property, reads, index } = each;
        const seen = view(reads, values);
        if ("given" in property && property.kind !== "action" && (property.given?.(seen) ?? isTemporal(property)))
          result.shown[index] = true;
        const isDecided =
          (property.kind === "always" && (property.given?.(seen) ?? true) && !property.holds(seen)) ||
          (property.kind === "never" && (property.given?.(seen) ?? true) && property.holds(seen)) ||
          (property.kind === "sometimes" && property.holds(seen)) ||
          (property.kind === "deadlock-free" && possible.length === 0 && !property.terminal(seen));
        if (isDecided) find(each, undefined);
        if (property.kind !== "action" || step === undefined) continue;
        if (property.given?.(step.label, step.overflowed) === false) continue;
        if (property.given !== undefined) result.shown[index] = true;
        const before = view(reads, path.at(-2)!.values);
        if (!property.holds(before, step.label, seen, step.overflowed)) find(each, undefined);
      }
      if (temporal.length > 0) askRuns();
      return possible;
    };
    result.runs++;
    const first = pick(
      random,
      initial.map((values) => (isInside(values) ? 1 : 0)),
    );
    if (first === undefined) continue;
    choices.push(first);
    path.push({ values: initial[first]!, step: undefined });
    for (let possible = arrive(); choices.length <= length; possible = arrive()) {
      const nameOf = ({ rule, label }: Step) => `${rule.index} ${shapeOf(label)}`;
      const weights = possible.map((step) => {
        const { index } = step.rule;
        return weightOf[index]! * (!covered.has(`${index}`) ? UNFIRED : !covered.has(nameOf(step)) ? UNSEEN : 1);
      });
      let choice = pick(random, weights);
      while (choice !== undefined && !isInside(possible[choice]!.to)) {
        weights[choice] = 0;
        choice = pick(random, weights);
      }
      if (choice === undefined) break;
      const step = possible[choice]!;
      const { index } = step.rule;
      choices.push(choice);
      path.push({ values: step.to, step });
      covered.add(`${index}`).add(nameOf(step));
      result.steps++;
      result.fired[index]!++;
      result.outcomes[index]!.add(shapeOf(step.label));
    }
  }
  return result;
};
