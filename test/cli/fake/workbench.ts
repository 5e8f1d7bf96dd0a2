/** A handover small enough to be checked by eye, behind the same interface as the real one: what the commands are tested on. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Workbench } from "../../../cli/workbench.js";
import { specify } from "../../../checker/specify.js";
import type { Property, System } from "../../../checker/system.js";
import type { OptionEntry } from "../../../model/options.js";
import { type Scenario, decodeScenario } from "../../../model/scenario.js";
import type { Telling } from "../../../report/verify.js";
import { conformRun } from "./conform-run.js";

type Label = { entity: string; does: string; lost?: boolean };
type Pma = "pPMA" | "nPMA";
type Fake = {
  components: {
    MN: { at: Pma; moved: boolean };
    HA: { coa: Pma; sent: number };
    nPMA: "idle" | "asked";
    count: number;
  };
  channels: { "nPMA>HA": "PBU"; "data HA>pPMA": "packet"; "data HA>nPMA": "packet" };
  label: Label;
};
const { rule, receive, always, sometimes, action, system } = specify<Fake>();

const deliver = (pma: Pma, keeps: boolean) =>
  receive(
    `${pma}.deliver`,
    `data HA>${pma}`,
    ["MN"],
    ({ MN }, packet) =>
      MN.at === pma
        ? [{ label: { entity: pma, does: `hands the ${packet} to MN` } }]
        : keeps
          ? []
          : [{ label: { entity: pma, does: `loses the ${packet}; "MN" is #1 gone`, lost: true } }],
    { sources: ["S1 §2.1.8"] },
  );

/** `endless` has no last state, and says so on standard error once it is well under way; `broken` throws. */
const extra = (variant: string) => [
  rule("count", ["count"], ({ count }) => {
    if (variant === "broken") throw new Error("no way");
    if (variant === "endless" && count === 20_000) process.stderr.write("under way\n");
    return variant === "endless" ? [{ label: { entity: "CN", does: "counts" }, next: { count: count + 1 } }] : [];
  }),
];

const handover = (
  { name, variant, options: { buffering, downlinkProbes } }: Scenario,
  properties: ReadonlyArray<Property>,
): System =>
  system({
    name,
    components: { MN: [{ at: "pPMA", moved: false }], HA: [{ coa: "pPMA", sent: 0 }], nPMA: ["idle"], count: [0] },
    channels: {
      "nPMA>HA": { discipline: "fifo" },
      "data HA>pPMA": { discipline: "fifo" },
      "data HA>nPMA": { discipline: "fifo" },
    },
    rules: [
      rule(
        "nPMA.sendPbu",
        ["nPMA"],
        ({ nPMA }) =>
          nPMA === "idle"
            ? [
                {
                  label: { entity: "nPMA", does: "sends a PBU" },
                  next: { nPMA: "asked" },
                  send: [{ to: "nPMA>HA", message: "PBU" }],
                },
              ]
            : [],
        { sources: ["S1 §2.1.6", "RFC 5213 §6.9.1"] },
      ),
      receive("HA.receivePbu", "nPMA>HA", ["HA"], ({ HA }) => [
        { label: { entity: "HA", does: "accepts the PBU" }, next: { HA: { ...HA, coa: "nPMA" } } },
      ]),
      rule("HA.forward", ["HA"], ({ HA }) =>
        HA.sent < downlinkProbes
          ? [
              {
                label: { entity: "HA", does: "forwards a packet" },
                next: { HA: { ...HA, sent: HA.sent + 1 } },
                send: [{ to: `data HA>${HA.coa}`, message: "packet" }],
              },
            ]
          : [],
      ),
      rule("MN.move", ["MN"], ({ MN }) =>
        MN.moved ? [] : [{ label: { entity: "MN", does: "moves" }, next: { MN: { at: "nPMA", moved: true } } }],
      ),
      deliver("pPMA", buffering !== "none"),
      deliver("nPMA", buffering !== "none"),
      ...extra(variant),
    ],
    properties,
  });

const lossless = action("P-LOSS-1", [], (_, label) => label.lost !== true);
const moves = sometimes("P-MOVE-1", ["MN"], ({ MN }) => MN.moved);
const stays = sometimes("P-STAY-1", ["HA"], ({ HA }) => HA.sent > 2);
const idle = always("P-IDLE-1", [], () => false, { given: () => false });
const few = always("P-FEW-1", ["count"], ({ count }) => count < 10);

const telling: Telling = {
  entity: (label) => (label as Label).entity,
  event: (label) => (label as Label).does,
  wire: (component) => {
    const [, data, from = "", to = ""] = /^(data )?(\w+)>(\w+)$/.exec(component) ?? [];
    return from === ""
      ? undefined
      : { from, to, kind: data === undefined ? "signal" : "data", what: (message) => `one ${String(message)}` };
  },
  path: ({ HA }) => `CN > HA > ${(HA as { coa: string }).coa}`,
};

/** Some of the real options in other words, so that the lists that tests print do not change with the real table. */
const choice = (
  kind: OptionEntry["kind"],
  values: OptionEntry["values"],
  meaning: string,
  ...sources: ReadonlyArray<string>
): OptionEntry => {
  const usual = values[0] ?? "";
  return { kind, values, asWritten: usual, repaired: usual, meaning, sources };
};

const folder = "test/cli/fake/scenarios";

export const fake = (): Workbench => ({
  version: "1.2.3",
  scenarioFiles: readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name)),
  options: {
    buffering: choice(
      "variant",
      ["none", "nAR", "nAR+pAR"],
      "who keeps packets while the mobile node switches",
      "RFC 6252 §7.6.1",
    ),
    downlinkProbes: choice("limit", [1, 0, 2], "packets to the mobile node"),
    uplinkProbes: choice("limit", [0, 1, 2], "packets from the mobile node"),
    moves: choice("limit", [1, 0, 2, 3], "how often the mobile node leaves"),
    nextState: {
      ...choice(
        "reading",
        ["on-acknowledgement", "before-update"],
        "when nPMA sets up its end of the tunnel",
        "RFC 5213 §6.9.1.2",
        "S1 §2.1.6",
      ),
      repaired: "before-update",
    },
  },
  decodeScenario,
  catalogue: [
    { id: "P-LOSS-1", says: "no packet is lost outside the switch", sources: ["RFC 6252 §6.3"], make: () => lossless },
    { id: "P-MOVE-1", says: "the mobile node can move", sources: ["S1 §2.1.8"], make: () => moves },
    {
      id: "P-STAY-1",
      says: "three packets are sent",
      sources: [],
      make: ({ options: { uplinkProbes } }) => (uplinkProbes > 0 ? stays : undefined),
    },
    {
      id: "P-IDLE-1",
      says: "nothing of nothing",
      sources: [],
      make: ({ variant }) => (variant === "idle" ? idle : undefined),
    },
    {
      id: "P-FEW-1",
      says: "less than ten",
      sources: [],
      make: ({ variant, options: { moves: most } }) => (variant === "endless" && most > 1 ? few : undefined),
    },
  ],
  requirements: [
    {
      id: "MPA-6.3-0",
      source: "S2 §6.3",
      strength: "promise",
      says: "no data loss except during switching",
      checkedBy: ["P-LOSS-1"],
    },
    {
      id: "MPA-1.2-1",
      source: "S2 §1.2",
      strength: "promise",
      says: "a delay of 150 ms at most",
      checkedBy: [],
      notYet: "needs durations",
      note: "in words of its own",
    },
  ],
  system: handover,
  telling: () => telling,
  conformRun,
  threadModule: new URL("./thread.ts", import.meta.url),
});
