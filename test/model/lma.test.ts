import { describe, expect, test } from "vitest";
import { homeAgent } from "../../model/entities/ha.js";
import { lookUp } from "../../model/entities/lma-lookup.js";
import { acknowledge, decide } from "../../model/entities/lma-processing.js";
import { profileOptions } from "../../model/scenario.js";
import type { BindingCacheEntry, HomeAgent } from "../../model/state.js";
import type { Pbu } from "../../model/vocabulary.js";

const options = profileOptions("as-written");

const bound: BindingCacheEntry = {
  mn: "MN",
  hnp: "HNP1",
  coa: "pPMA",
  att: "ATT",
  llid: "LLID",
  order: 1,
  state: "active",
  previous: "none",
};

const complete: Pbu = {
  type: "PBU",
  from: "nPMA",
  mnId: "MN",
  hnp: ["HNP1"],
  hi: 3,
  att: "ATT",
  llid: "LLID",
  order: 2,
  lifetime: "granted",
  evidence: true,
};

/** The complete PBU without these options. */
const without = (...names: ReadonlyArray<"mnId" | "hnp" | "hi" | "att" | "llid">): Pbu => {
  const left: Record<string, unknown> = { ...complete };
  for (const name of names) delete left[name];
  return left as Pbu;
};

const ha: HomeAgent = { ...homeAgent, bindings: [bound], tunnels: ["pPMA"], accepted: { MN: 1, MN2: 0 } };

const other = { att: "ATT-other", llid: "LLID-other" } as const;
const unnamed: BindingCacheEntry = { ...bound, llid: "ALL_ZERO" };
const second: BindingCacheEntry = { ...bound, hnp: "HNP3", llid: "LLID-other", att: "ATT-other" };
const noLlid = without("llid");

describe("RFC 5213 §5.4.1: which session a PBU is about", () => {
  test.each<[string, ReadonlyArray<BindingCacheEntry>, Pbu, string]>([
    ["1.2 no entry holds the prefix", [], complete, "none HNP1"],
    ["1.3 another mobile node's prefix", [{ ...bound, mn: "MN2" }], complete, "rejected 155"],
    ["1.4 another number of prefixes", [bound], { ...complete, hnp: ["HNP1", "HNP3"] }, "rejected 159"],
    ["1.5 same interface", [bound], complete, "session HNP1"],
    ["1.5 same identifier, other technology", [bound], { ...complete, att: "ATT-other" }, "none HNP1"],
    ["1.5 between interfaces", [bound], { ...complete, ...other, hi: 2 }, "session HNP1"],
    ["1.5 no identifier on either side, HI 3", [unnamed], noLlid, "session HNP1"],
    ["1.5 no identifier on either side, HI 4", [unnamed], { ...noLlid, hi: 4 }, "none HNP1"],
    ["1.5 no identifier in the request only", [bound], noLlid, "none HNP1"],
    ["1.5 same Proxy-CoA", [bound], { ...noLlid, from: "pPMA", hi: 5 }, "session HNP1"],
    ["1.5 same Proxy-CoA, other technology", [bound], { ...complete, ...other, from: "pPMA", hi: 4 }, "none HNP1"],
    ["1.6 the hole: prefix in use, nothing matches", [bound], { ...complete, ...other, hi: 4 }, "none HNP1"],
    ["2.2 same interface, whatever the HI", [bound], { ...complete, hnp: ["ALL_ZERO"], hi: 1 }, "session HNP1"],
    ["2.3 HI 2, one session", [bound], { ...complete, ...other, hnp: ["ALL_ZERO"], hi: 2 }, "session HNP1"],
    [
      "2.3 HI 2, two sessions",
      [unnamed, { ...second, llid: "ALL_ZERO" }],
      { ...complete, hnp: ["ALL_ZERO"], hi: 2 },
      "none ALL_ZERO",
    ],
    ["2.4 HI 4, one session", [bound], { ...complete, ...other, hnp: ["ALL_ZERO"], hi: 4 }, "wait HNP1"],
    ["2.5 HI 1", [bound], { ...complete, ...other, hnp: ["ALL_ZERO"], hi: 1 }, "none ALL_ZERO"],
    ["2.5 HI 3", [bound], { ...complete, ...other, hnp: ["ALL_ZERO"], hi: 3 }, "none ALL_ZERO"],
    ["3.2 HI 2", [bound], { ...noLlid, hnp: ["ALL_ZERO"], hi: 2 }, "session HNP1"],
    ["3.2 HI 3", [bound], { ...noLlid, hnp: ["ALL_ZERO"] }, "session HNP1"],
    ["3.3 HI 4", [bound], { ...noLlid, hnp: ["ALL_ZERO"], hi: 4 }, "wait HNP1"],
    ["3.4 HI 1", [bound], { ...noLlid, hnp: ["ALL_ZERO"], hi: 1 }, "none ALL_ZERO"],
    ["3.4 two sessions", [bound, second], { ...noLlid, hnp: ["ALL_ZERO"] }, "none ALL_ZERO"],
  ])("%s", (_, cache, pbu, expected) => {
    const found = lookUp(cache, pbu, "MN", "new-session");
    const detail = found.found === "rejected" ? found.status : found.found === "none" ? found.hnp : found.entry.hnp;
    expect(`${found.found} ${detail}`).toBe(expected);
  });

  test("the repair of R-07 makes the hole an update", () => {
    const pbu: Pbu = { ...complete, ...other, hi: 4 };
    expect(lookUp([bound], pbu, "MN", "update")).toEqual({ found: "session", entry: bound });
  });
});

describe("RFC 5213 §5.3.1: the order of the checks", () => {
  /** Each row has the mistakes of all rows below it too, so that the status shows which check comes first. */
  test.each<[number, Pbu, Partial<typeof options>]>([
    [160, { ...without("mnId", "hnp", "hi", "att"), order: 1, evidence: false }, { evidence: "required" }],
    [154, { ...without("hnp", "hi", "att"), mnId: "unknown", order: 1, evidence: false }, { evidence: "required" }],
    [153, { ...without("hnp", "hi", "att"), mnId: "unknown", order: 1 }, {}],
    [152, { ...without("hnp", "hi", "att"), mnId: "not enabled", order: 1 }, {}],
    [156, { ...without("hnp", "hi", "att"), order: 1 }, {}],
    [157, { ...without("hnp", "hi", "att"), order: 0 }, {}],
    [135, { ...without("hnp", "hi", "att"), order: 1 }, { ordering: "sequence" }],
    [158, without("hnp", "hi", "att"), {}],
    [161, without("hi", "att"), {}],
    [162, without("att"), {}],
    [155, { ...complete, hnp: ["HNP2"] }, {}],
    [159, { ...complete, hnp: ["HNP1", "HNP3"] }, {}],
  ])("%i", (status, pbu, over) => {
    expect(decide(ha, pbu, { ...options, ...over })).toEqual({ does: "reject", status });
  });

  test("130 when every prefix is in use", () => {
    const full = (["HNP1", "HNP3", "HNP4"] as const).map((hnp) => ({ ...bound, hnp }));
    const pbu: Pbu = { ...complete, ...other, hnp: ["ALL_ZERO"], hi: 1 };
    expect(decide({ ...ha, bindings: full }, pbu, options)).toEqual({ does: "reject", status: 130 });
  });
});

describe("RFC 5213 §5.3.2 to §5.3.5: after the look-up", () => {
  const gone: BindingCacheEntry = { ...bound, state: "de-registered" };
  const zero: Pbu = { ...complete, lifetime: "zero", hi: 4 };
  const waits: Pbu = { ...complete, ...other, hnp: ["ALL_ZERO"], hi: 4 };
  test.each<[string, ReadonlyArray<BindingCacheEntry>, Pbu, string]>([
    ["a new session", [], complete, "create"],
    ["the same Proxy-CoA", [bound], { ...complete, from: "pPMA" }, "extend"],
    ["another Proxy-CoA", [bound], complete, "hand off"],
    ["life time 0 from the Proxy-CoA", [bound], { ...zero, from: "pPMA" }, "de-register"],
    ["life time 0 from another", [bound], zero, "ignore"],
    ["life time 0 without a session", [], zero, "ignore"],
    ["a PBU in the wait", [gone], complete, "hand off"],
    ["a wait for a de-registration", [bound], waits, "wait"],
    ["a de-registration that came before", [gone], waits, "hand off"],
  ])("%s", (_, bindings, pbu, does) => {
    expect(decide({ ...ha, bindings }, pbu, options).does).toBe(does);
  });

  test("no wait where the LMA is configured so", () => {
    expect(decide(ha, waits, { ...options, assignWait: "skip" })).toEqual({ does: "create", mn: "MN", hnp: "HNP3" });
  });
});

describe("RFC 5213 §5.3.6: what a PBA copies", () => {
  test("of an accepted PBU, with the assigned prefix", () => {
    const pba = acknowledge({ ...complete, hnp: ["ALL_ZERO"] }, 0, "HNP1", 0);
    expect(pba).toMatchObject({ to: "nPMA", status: 0, mnId: "MN", hnp: ["HNP1"], hi: 3, att: "ATT", llid: "LLID" });
  });

  test("of a rejected PBU without its options", () => {
    const pba = acknowledge(without("mnId", "hnp", "hi", "att", "llid"), 160, undefined, 0);
    expect(pba).toMatchObject({ status: 160, mnId: "", hnp: ["ALL_ZERO"], hi: 0, att: 0, lifetime: "zero" });
    expect(pba).not.toHaveProperty("llid");
  });
});
