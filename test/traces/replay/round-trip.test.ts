/** The model's own runs, seen from outside, through the replay: what the model does conforms, what it does not is refused. */
import { readFileSync } from "node:fs";
import { isRight } from "fp-ts/lib/Either.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../../checker/compile.js";
import { isFault } from "../../../checker/fault.js";
import { type Values, initialStates, successors } from "../../../checker/semantics.js";
import type { System } from "../../../checker/system.js";
import { makePool, reintern } from "../../../checker/values.js";
import { observed } from "../../../model/conformance/observed.js";
import type { Elapsed, Seen } from "../../../model/conformance/seen.js";
import { shownOf, showsUnder } from "../../../model/conformance/shows.js";
import { handover } from "../../../model/handover.js";
import type { Options } from "../../../model/options.js";
import { decodeScenario } from "../../../model/scenario.js";
import type { Event, Pma } from "../../../model/vocabulary.js";
import type { Taken } from "../../../traces/replay/replay.js";
import { replay } from "../../../traces/replay/replay.js";
import { initialIds, makeStepper, stepsFrom } from "../../../traces/replay/steps.js";

const v01: Options = (() => {
  const file = JSON.parse(readFileSync(new URL("../../../model/scenarios/v01-reactive.json", import.meta.url), "utf8"));
  const decoded = decodeScenario(file);
  if (!isRight(decoded)) throw new Error("v01-reactive does not decode");
  return decoded.right.options;
})();

const everything = { pmas: ["pPMA", "nPMA"], link: true } as const;
const ok = <A>(value: A): Exclude<A, { tag: "Fault" }> => {
  if (isFault(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<A, { tag: "Fault" }>;
};

/** What an outsider sees of a step of the exploration: signalling where it is sent, advertisements where they are heard. */
const seenOf = (label: Event): Seen[] => {
  const sent = (label.sent ?? []).filter((message) => message.type === "PBU" || message.type === "PBA");
  if (label.entity === "MN" && label.received?.type === "RA") return [...sent, label.received];
  const outer = label.packet?.headers[0];
  const isTunnel = (label.packet?.headers.length ?? 0) > 1 && label.lost === undefined && label.delivered === undefined;
  if (outer === undefined || !isTunnel || label.packet?.payload.type !== "probe") return sent;
  const { direction } = label.packet.payload;
  if (outer.source === "HA" && label.entity === "HA")
    return [...sent, { type: "packet", direction, leg: `HA=>${outer.destination as Pma}` }];
  if (outer.destination === "HA" && label.entity === outer.source)
    return [...sent, { type: "packet", direction, leg: `${outer.source as Pma}=>HA` }];
  return sent;
};

const later: Elapsed = (() => {
  const over = { expired: 1e9, waited: 1e9, gone: 0 };
  return { pPMA: over, nPMA: over };
})();

/** A random run of a system, as what is seen of it. */
const walker = (system: System) => {
  const stepper = ok(makeStepper(system));
  const [start] = ok(initialIds(stepper));
  return (choices: ReadonlyArray<number>): Seen[] => {
    let state = start!;
    return choices.flatMap((choice) => {
      const steps = ok(stepsFrom(stepper, state, stepper.all));
      const step = steps[choice % Math.max(1, steps.length)];
      if (step === undefined) return [];
      state = step.to;
      return seenOf(stepper.tables.eventList[step.event]!.label.value as Event);
    });
  };
};

const reactive = observed("reactive", everything, "timestamp", () => []);
const pipeline = ok(
  replay(reactive.system, {
    shows: reactive.shows,
    seen: reactive.seen,
    deviations: new Map(reactive.deviations.map(({ rule, id }) => [rule.name, id])),
    bounds: { states: 20_000, deviations: 1 },
  }),
);

/** How each thing seen was taken, up to the first that no step of the specification explains. */
const judge = (trace: ReadonlyArray<Seen>): Taken["tag"][] => {
  let possible = pipeline.start;
  const tags: Taken["tag"][] = [];
  for (const seen of trace) {
    const taken = ok(pipeline.take(possible, { shown: shownOf(seen), seen, known: { elapsed: later } }));
    tags.push(taken.tag);
    if (taken.tag !== "followed") return tags;
    ({ possible } = taken);
  }
  return tags;
};

const isAccepted = (tags: ReadonlyArray<Taken["tag"]>): boolean => tags.every((tag) => tag === "followed");

test("every run of V-01, its packets included, conforms when it is seen from outside", () => {
  const walk = walker(handover({ name: "v01", options: v01 }, []));
  const met = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 20, maxLength: 80 }), (choices) => {
      const trace = walk(choices);
      for (const seen of trace) met.add("leg" in seen ? seen.leg : seen.type);
      expect({ trace, tags: judge(trace) }).toEqual({ trace, tags: trace.map(() => "followed") });
    }),
    { numRuns: 1500 },
  );
  expect([...met].toSorted()).toEqual(["HA=>nPMA", "HA=>pPMA", "PBA", "PBU", "RA", "nPMA=>HA", "pPMA=>HA"]);
});

/** Things that nobody may show before something else has been seen, put where that has not been. */
const impostors: ReadonlyArray<{ readonly seen: Seen; readonly after: (each: Seen) => boolean }> = [
  {
    seen: { type: "packet", direction: "down", leg: "HA=>nPMA" },
    after: (each) => each.type === "PBA" && each.to === "nPMA",
  },
  {
    seen: { type: "packet", direction: "up", leg: "nPMA=>HA" },
    after: (each) => each.type === "PBA" && each.to === "nPMA",
  },
  {
    seen: {
      type: "PBA",
      to: "nPMA",
      status: 0,
      mnId: "MN",
      hnp: ["HNP1"],
      hi: 4,
      att: "ATT",
      order: 2,
      last: 0,
      lifetime: "granted",
    },
    after: (each) => each.type === "PBU" && each.from === "nPMA",
  },
];

test("what V-01 never shows before something else is refused where that has not been seen", () => {
  const walk = walker(handover({ name: "v01", options: v01 }, []));
  let refused = 0;
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { minLength: 20, maxLength: 80 }),
      fc.constantFrom(...impostors),
      fc.nat(100),
      (choices, { seen, after }, at) => {
        const trace = walk(choices);
        // A capture may begin in a session at nPMA: first it must be seen that it does not.
        const first = trace.findIndex((each) => each.type === "packet" && each.leg === "HA=>pPMA");
        const end = trace.findIndex(after);
        const room = (end < 0 ? trace.length : end) - first;
        if (first < 0 || room <= 0) return;
        const altered = trace.toSpliced(first + 1 + (at % room), 0, seen);
        expect({ altered, accepted: isAccepted(judge(altered)) }).toEqual({ altered, accepted: false });
        refused++;
      },
    ),
    { numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(20);
});

/** The explicit graph, by the semantics alone: states by number, steps with what they show as text. */
const graphOf = (system: System) => {
  const compiled = ok(compile(system));
  const pool = makePool();
  const numbers = new Map<string, number>();
  const states: Values[] = [];
  const numberOf = (state: Values): number => {
    const key = state.map((value) => reintern(pool, value).id).join();
    const known = numbers.get(key) ?? states.push(state) - 1;
    numbers.set(key, known);
    return known;
  };
  for (const state of ok(initialStates(compiled, pool))) numberOf(state);
  const starts = states.map((_, i) => i);
  const edges: { shown: string[]; to: number }[][] = [];
  const shows = showsUnder(everything);
  for (let i = 0; i < states.length; i++)
    edges.push(
      ok(successors(compiled, pool, states[i]!)).map(({ label, to }) => ({
        shown: shows(label as Event).map((each) => JSON.stringify(each)),
        to: numberOf(to),
      })),
    );
  return { starts, edges };
};

type Place = { state: number; owed: string[] };

/** Whether some path of the graph shows exactly this. */
const allows = ({ starts, edges }: ReturnType<typeof graphOf>, trace: ReadonlyArray<string>): boolean => {
  const close = (places: Place[]): Place[] => {
    const all = new Map(places.map((place) => [JSON.stringify(place), place]));
    for (const place of all.values())
      for (const { shown, to } of edges[place.state]!)
        if (shown.length === 0) all.set(JSON.stringify({ ...place, state: to }), { ...place, state: to });
    return [...all.values()];
  };
  const places = trace.reduce<Place[]>(
    (now, what) =>
      close(now).flatMap(({ state, owed }) => {
        if (owed.length > 0) return owed.includes(what) ? [{ state, owed: owed.toSpliced(owed.indexOf(what), 1) }] : [];
        return edges[state]!.flatMap(({ shown, to }) =>
          shown.includes(what) ? [{ state: to, owed: shown.toSpliced(shown.indexOf(what), 1) }] : [],
        );
      }),
    starts.map((state) => ({ state, owed: [] })),
  );
  return places.length > 0;
};

const alter = (seen: Seen, how: number): Seen => {
  if (seen.type === "PBA")
    return [
      { ...seen, status: seen.status === 0 ? (157 as const) : (0 as const) },
      { ...seen, order: seen.order + 1 },
      { ...seen, to: seen.to === "pPMA" ? ("nPMA" as const) : ("pPMA" as const) },
    ][how % 3]!;
  if (seen.type === "PBU")
    return [
      { ...seen, order: seen.order + 1 },
      { ...seen, lifetime: seen.lifetime === "zero" ? ("granted" as const) : ("zero" as const) },
      { ...seen, hi: 2 as const },
    ][how % 3]!;
  return seen.type === "RA" ? { ...seen, router: seen.router === "pPMA" ? "nPMA" : "pPMA" } : seen;
};

test("altered, shortened or swapped, a run is accepted exactly where some run of V-01 shows it", () => {
  const options: Options = { ...v01, downlinkProbes: 0, uplinkProbes: 0, refreshes: 1 };
  const system = handover({ name: "v01 without packets", options }, []);
  const graph = graphOf(system);
  expect(graph.edges.length).toBeGreaterThan(500);
  const exact = ok(
    replay(system, {
      shows: showsUnder(everything) as (label: unknown) => ReadonlyArray<unknown>,
      bounds: { states: 20_000, deviations: 0 },
    }),
  );
  const walk = walker(system);
  const accepts = (trace: ReadonlyArray<Seen>): boolean => {
    let possible = exact.start;
    return trace.every((seen) => {
      const taken = ok(exact.take(possible, { shown: shownOf(seen) }));
      ({ possible } = taken);
      return taken.tag === "followed";
    });
  };
  const count = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { minLength: 10, maxLength: 60 }),
      fc.nat(100),
      fc.nat(8),
      (choices, at, how) => {
        const trace = walk(choices);
        if (trace.length < 2) return;
        const i = at % (trace.length - 1);
        const altered =
          how % 3 === 0
            ? trace.toSpliced(i, 1)
            : how % 3 === 1
              ? trace.toSpliced(i, 2, trace[i + 1]!, trace[i]!)
              : trace.with(i, alter(trace[i]!, Math.floor(how / 3)));
        const allowed = allows(
          graph,
          altered.map((seen) => JSON.stringify(shownOf(seen))),
        );
        expect({ altered, accepted: accepts(altered) }).toEqual({ altered, accepted: allowed });
        expect(accepts(trace)).toBe(true);
        if (allowed) count.allowed++;
        else count.refused++;
      },
    ),
    { numRuns: 3000 },
  );
  expect(Math.min(count.allowed, count.refused)).toBeGreaterThan(100);
});
