/**
 * Election in a one-way ring of asynchronous fifo channels (Chang and Roberts, "An Improved Algorithm for Decentralized
 * Extrema-Finding in Circular Configurations of Processes", 1979): every node may start by sending its number on. A node
 * passes on greater numbers and swallows smaller ones; whose number comes back leads, and sends the result round.
 * Numbers fall along the ring, which makes the most messages.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Node = "asleep" | "candidate" | "defeated" | "leader" | "follower";
/** A candidate's number, or that there is a leader. */
type Message = number | "elected";

type RingElection = {
  components: { [node: `node${number}`]: Node };
  channels: { [link: `link${number}`]: Message };
  label: string;
};

const { rule, receive, always, sometimes, system } = specify<RingElection>();

/** Node i has the number i, sends to node i - 1, and node 1 sends to the greatest. */
const node = (i: number, count: number) => {
  const self = `node${i}` as const;
  const [inbound, outbound] = [`link${(i % count) + 1}` as const, `link${i}` as const];
  const pass = (message: Message) => [{ to: outbound, message }];
  return [
    rule(`start ${i}`, { self }, (view) =>
      view.self === "asleep" ? [{ label: "start", next: { self: "candidate" }, send: pass(i) }] : [],
    ),
    receive(`receive ${i}`, inbound, { self }, (view, message) => {
      if (message === "elected")
        return view.self === "leader"
          ? [{ label: "all know" }]
          : [{ label: "follow", next: { self: "follower" }, send: pass(message) }];
      if (message > i) return [{ label: "give way", next: { self: "defeated" }, send: pass(message) }];
      if (message === i) return [{ label: "win", next: { self: "leader" }, send: pass("elected") }];
      return view.self === "asleep"
        ? [{ label: "oppose", next: { self: "candidate" }, send: pass(i) }]
        : [{ label: "swallow" }];
    }),
  ];
};

export const ringElection = (count: number): System => {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const nodes = numbers.map((i) => `node${i}` as const);
  return system({
    name: `election in a ring of ${count}`,
    components: family(nodes, (): ReadonlyArray<Node> => ["asleep"]),
    channels: family(
      numbers.map((i) => `link${i}` as const),
      () => ({ discipline: "fifo" }) as const,
    ),
    rules: numbers.flatMap((i) => node(i, count)),
    properties: [
      always("at most one leader", nodes, (ring) => Object.values(ring).filter((n) => n === "leader").length <= 1),
      ...numbers
        .slice(0, -1)
        .map((i) =>
          always(
            `${i}, which is not the greatest, does not lead`,
            { self: `node${i}` } as const,
            ({ self }) => self !== "leader",
          ),
        ),
      sometimes("all know the leader", nodes, (ring) =>
        Object.entries(ring).every(([name, n]) => n === (name === `node${count}` ? "leader" : "follower")),
      ),
    ],
  });
};
