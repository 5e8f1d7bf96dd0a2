/**
 * SPIN says the same of these models. Its runs are maximal and ours may stop where nothing is owed, so a verdict without
 * fairness is compared only where a process that goes on for ever already shows the violation.
 */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Fairness, Property, System } from "../../../checker/system.js";
import { alternatingBit } from "../../models/alternating-bit.js";
import { ewd840 } from "../../models/ewd840.js";
import { all, deliveries, detection, entries, fairForks, fairProbe, fairReceiving } from "../../models/liveness.js";
import { meals, stabilizes } from "../../models/liveness.js";
import { peterson } from "../../models/peterson.js";
import { philosophers } from "../../models/philosophers.js";
import { tokenRing } from "../../models/token-ring.js";
import { missing, spinHolds } from "../../support/spin-liveness.js";
import { withFairness } from "../../support/with-fairness.js";
import {
  deliveryPromela,
  detectionPromela,
  mealsPromela,
  petersonPromela,
  stabilizingPromela,
  strongMealsPromela,
} from "./promela.js";

const absent = missing();
const isCi = process.env["CI"] !== undefined;
if (absent !== undefined && !isCi)
  console.log(`skipped: temporal verdicts beside SPIN's (${absent} is not installed; CI installs it)`);

type Row = {
  readonly name: string;
  readonly promela: string;
  /** SPIN's runs are weakly fair. */
  readonly isFair: boolean;
  readonly system: System;
  readonly fairness: (rule: string) => Fairness;
  readonly property: Property | undefined;
  readonly verdict: "holds" | "violated";
};

const row = (
  name: string,
  promela: string,
  isFair: boolean,
  [system, fairness, property]: readonly [System, (rule: string) => Fairness, Property | undefined],
  verdict: "holds" | "violated",
): Row => ({ name, promela, isFair, system, fairness, property, verdict });

const [none, weak] = [all("none"), all("weak")];
const [first, second] = entries;
const [left, ordered, two] = [philosophers(4), philosophers(4, true), philosophers(2, true)];
const lossy = alternatingBit(2, 2, 2);

const rows: ReadonlyArray<Row> = [
  row("Peterson 1, no fairness", petersonPromela(1), false, [peterson, none, first], "violated"),
  row("Peterson 1, weak", petersonPromela(1), true, [peterson, weak, first], "holds"),
  row("Peterson 2, weak", petersonPromela(2), true, [peterson, weak, second], "holds"),
  row("left-handed philosophers, weak", mealsPromela(4, false), true, [left, weak, meals(4)[0]], "violated"),
  row("ordered philosophers, no fairness", mealsPromela(4, true), false, [ordered, none, meals(4)[0]], "violated"),
  row("ordered philosophers, weak", mealsPromela(4, true), true, [ordered, weak, meals(4)[0]], "violated"),
  row("two ordered philosophers, weak", mealsPromela(2, true), true, [two, weak, meals(2)[0]], "violated"),
  row("two ordered philosophers, strong", strongMealsPromela, true, [two, fairForks, meals(2)[0]], "holds"),
  row("EWD840, no fairness", detectionPromela(3), false, [ewd840(3), none, detection(3)], "violated"),
  row("EWD840, weak", detectionPromela(3), true, [ewd840(3), fairProbe, detection(3)], "holds"),
  row("EWD426, weak", stabilizingPromela(4, 3), true, [tokenRing(4, 3), weak, stabilizes(4)], "holds"),
  row("EWD426, too few values", stabilizingPromela(4, 2), true, [tokenRing(4, 2), weak, stabilizes(4)], "violated"),
  row("alternating bit, weak", deliveryPromela(false), true, [lossy, fairReceiving("weak"), deliveries[1]], "violated"),
  row("alternating bit, strong", deliveryPromela(true), true, [lossy, fairReceiving("strong"), deliveries[1]], "holds"),
];

test.skipIf(absent !== undefined && !isCi).each(rows)("SPIN says the same: $name", (one) => {
  const report = explore(withFairness(one.system, one.fairness, one.property === undefined ? [] : [one.property]));
  if (report.tag === "Fault") throw new Error(report.what);
  expect(report.properties.map(({ verdict }) => verdict)).toEqual([one.verdict]);
  expect(spinHolds(one.promela, one.isFair) ? "holds" : "violated").toBe(one.verdict);
});
