/**
 * What the literature says of the liveness of well-known models, under no, weak and strong fairness. The naive twin says
 * the same, and every counterexample is judged by the naive semantics.
 */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Fairness, Property, System, Temporal, Verdict } from "../../../checker/system.js";
import { alternatingBit } from "../../models/alternating-bit.js";
import { ewd840 } from "../../models/ewd840.js";
import {
  all,
  deliveries,
  detection,
  entries,
  fairForks,
  fairProbe,
  fairReceiving,
  fairSecondForks,
  meals,
  outsideOrOn,
  stabilizes,
} from "../../models/liveness.js";
import { peterson } from "../../models/peterson.js";
import { philosophers } from "../../models/philosophers.js";
import { service } from "../../models/service.js";
import { tokenRing } from "../../models/token-ring.js";
import { complaints } from "../../support/lasso.js";
import { closures, decide, graphOf } from "../../support/naive-temporal.js";
import { withFairness } from "../../support/with-fairness.js";

/** What the bench measures, small. */
const [round, ending] = [service(2, 4, true), service(2, 4, false)];
const serving =
  (fairness: Fairness) =>
  (rule: string): Fairness =>
    rule === "serve" ? fairness : rule === "ask" ? "none" : "weak";

const rows: ReadonlyArray<
  [name: string, system: System, fairness: (rule: string) => Fairness, properties: ReadonlyArray<Property>, Verdict]
> = [
  ["Peterson, no fairness", peterson, all("none"), entries, "violated"],
  ["Peterson, weak fairness but outside", peterson, outsideOrOn, entries, "holds"],
  ["Peterson, weak fairness", peterson, all("weak"), entries, "holds"],
  ["left-handed philosophers, strong fairness: they deadlock", philosophers(4), all("strong"), meals(4), "violated"],
  ["ordered philosophers, no fairness", philosophers(4, true), all("none"), meals(4), "violated"],
  ["ordered philosophers, weak fairness", philosophers(4, true), all("weak"), meals(4), "violated"],
  [
    "ordered philosophers, strong fairness of the second fork",
    philosophers(4, true),
    fairSecondForks,
    meals(4),
    "violated",
  ],
  ["ordered philosophers, strong fairness of forks", philosophers(4, true), fairForks, meals(4), "holds"],
  ["EWD840, no fairness", ewd840(3), all("none"), [detection(3)], "violated"],
  ["EWD840, weak fairness of the probe", ewd840(3), fairProbe, [detection(3)], "holds"],
  ["EWD840, weak fairness of the probe, 4 nodes", ewd840(4), fairProbe, [detection(4)], "holds"],
  ["EWD426, no fairness", tokenRing(4, 4), all("none"), [stabilizes(4)], "violated"],
  ["EWD426, weak fairness", tokenRing(4, 4), all("weak"), [stabilizes(4)], "holds"],
  ["EWD426, weak fairness, too few values", tokenRing(4, 2), all("weak"), [stabilizes(4)], "violated"],
  ["a request served at one moment of a round, weak", round, serving("weak"), round.properties, "violated"],
  ["a request served at one moment of a round, strong", round, serving("strong"), round.properties, "holds"],
  ["a request served at one moment, which may be missed", ending, serving("strong"), ending.properties, "violated"],
  ["alternating bit, weak fairness", alternatingBit(2, 2, 2), fairReceiving("weak"), deliveries, "violated"],
  [
    "alternating bit, strong fairness of receiving",
    alternatingBit(2, 2, 2),
    fairReceiving("strong"),
    deliveries,
    "holds",
  ],
];

test.each(rows)("%s", (_, base, fairness, properties, verdict) => {
  const system = withFairness(base, fairness, properties);
  const report = explore(system);
  if (report.tag === "Fault") throw new Error(report.what);
  const graph = graphOf(system, 2000)!;
  for (const [i, { name, verdict: ours, trail }] of report.properties.entries()) {
    const property = system.properties[i] as Temporal;
    const steps = trail?.loop ?? trail?.steps.length;
    expect({ name, verdict: ours, steps, hasLoop: trail?.loop !== undefined }).toEqual({
      name,
      ...decide(system, graph, property, closures),
    });
    expect({ name, verdict: ours }).toEqual({ name, verdict });
    expect(trail === undefined ? [] : complaints(system, property, trail)).toEqual([]);
  }
});
