import { expect, test } from "vitest";
import { arrange, deliveries, put } from "../../checker/channel.js";
import { explore } from "../../checker/explore/breadth-first.js";
import { specify } from "../../checker/specify.js";
import type { ChannelOptions } from "../../checker/system.js";

test.each([
  { discipline: "fifo", held: ["b", "a", "b"], sent: "a", after: ["b", "a", "b", "a"], offers: ["b"] },
  { discipline: "bag", held: ["a", "b", "b"], sent: "a", after: ["a", "a", "b", "b"], offers: ["a", "b"] },
  { discipline: "set", held: ["a", "b"], sent: "a", after: ["a", "b"], offers: ["a", "b"] },
] as const)("$discipline", ({ discipline, held, sent, after, offers }) => {
  expect(put(discipline, held, sent)).toEqual(after);
  expect(deliveries(discipline, held).map(({ message }) => message)).toEqual(offers);
  for (const { message, rest } of deliveries(discipline, held))
    expect(arrange(discipline, [message, ...rest]).toSorted()).toEqual(held.toSorted());
});

type Tap = {
  components: { sent: number };
  channels: { net: number };
  observers: { drops: number };
  label: "send" | "get";
};
const { rule, receive, action, always, system } = specify<Tap>();

const tap = (net: ChannelOptions<number>) =>
  system({
    name: "tap",
    components: { sent: [0] },
    channels: { net },
    observers: { drops: { initial: 0, observe: (drops, _, overflowed) => drops + overflowed.length } },
    rules: [
      rule("send", ["sent"], ({ sent }) =>
        sent < 4 ? [{ label: "send", next: { sent: sent + 1 }, send: [{ to: "net", message: sent }] }] : [],
      ),
      receive("get", "net", [], () => [{ label: "get" }]),
    ],
    properties: [
      action("nothing overflows", [], (_before, _label, _after, overflowed) => overflowed.length === 0),
      always("nothing dropped", ["drops"], ({ drops }) => drops === 0),
    ],
  });

test("a full channel that blocks disables the outcome, and the report says how often", () => {
  const report = explore(tap({ discipline: "fifo", capacity: 1, whenFull: "block" }));
  expect(report).toMatchObject({
    verdict: "holds",
    states: 9,
    transitions: 8,
    channels: [{ name: "net", capacity: 1, whenFull: "block", blocked: 3, overflowed: 0 }],
    warnings: [{ tag: "Blocked", channel: "net", outcomes: 3 }],
  });
});

test("a full channel that overflows loses the message in sight of observers, actions, trail and report", () => {
  const report = explore(tap({ discipline: "bag", capacity: 1, whenFull: "overflow" }));
  if (report.tag === "Fault") throw new Error(report.what);
  expect(report.verdict).toBe("violated");
  expect(report.channels[0]?.overflowed).toBeGreaterThan(0);
  expect(report.warnings).toContainEqual({ tag: "Overflowed", channel: "net", steps: report.channels[0]?.overflowed });
  const [overflows, dropped] = report.properties;
  expect(overflows?.trail?.steps.map(({ overflowed }) => overflowed)).toEqual([[], ["net"]]);
  expect(dropped?.trail?.steps).toEqual(overflows?.trail?.steps);
});

test("a channel without capacity is unbounded; a bound then names it", () => {
  type Flood = { components: { on: true }; channels: { net: number }; label: "send" };
  const flood = specify<Flood>();
  const report = explore(
    flood.system({
      name: "flood",
      components: { on: [true] },
      channels: { net: { discipline: "fifo" } },
      rules: [flood.rule("send", ["on"], () => [{ label: "send", send: [{ to: "net", message: 1 }] }])],
    }),
    { maxStates: 100 },
  );
  expect(report).toMatchObject({
    verdict: "inconclusive",
    complete: false,
    bound: { kind: "states", limit: 100, largest: { component: "net" } },
  });
});
