/**
 * Termination detection on a ring (Dijkstra, Feijen and van Gasteren, EWD840; tlaplus/Examples ewd840): a token goes round
 * from node N-1 to node 0 and comes back white only if all nodes are inactive. Published for 3 nodes: 302, 2,001.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Color = "white" | "black";
type Node = { readonly active: boolean; readonly color: Color };
export type Ring = {
  components: { token: { readonly at: number; readonly color: Color } } & { [node: `node${number}`]: Node };
  label: string;
};

const { rule, always, sometimes, system } = specify<Ring>();

/** TLC generates a successor once for each disjunct of a guard that is true; so, to be counted alike, does this. */
const perReason = <A>(reasons: ReadonlyArray<boolean>, outcome: A): ReadonlyArray<A> =>
  reasons.filter((reason) => reason).map(() => outcome);

const passToken = (i: number) =>
  rule(`PassToken(${i})`, { token: "token", self: `node${i}` } as const, ({ token, self }) =>
    token.at === i
      ? perReason([!self.active, self.color === "black", token.color === "black"], {
          label: `PassToken(${i})`,
          next: {
            token: { at: i - 1, color: self.color === "black" ? "black" : token.color },
            self: { ...self, color: "white" },
          },
        } as const)
      : [],
  );

const sendMessage = (i: number, j: number) =>
  rule(`SendMsg(${i},${j})`, { self: `node${i}`, other: `node${j}` } as const, ({ self, other }) =>
    self.active
      ? [
          {
            label: `SendMsg(${i},${j})`,
            next: { self: { ...self, color: j > i ? "black" : self.color }, other: { ...other, active: true } },
          },
        ]
      : [],
  );

const deactivate = (i: number) =>
  rule(`Deactivate(${i})`, { self: `node${i}` } as const, ({ self }) =>
    self.active ? [{ label: `Deactivate(${i})`, next: { self: { ...self, active: false } } }] : [],
  );

export const ewd840 = (count: number): System => {
  const nodes = Array.from({ length: count }, (_, i) => i);
  const names = nodes.map((i) => `node${i}` as const);
  const anyNode = [true, false].flatMap((active) => (["white", "black"] as const).map((color) => ({ active, color })));
  return system({
    name: `EWD840, ${count} nodes`,
    components: {
      token: nodes.map((at) => ({ at, color: "black" })),
      ...family(names, () => anyNode),
    },
    rules: [
      rule("InitiateProbe", ["token", "node0"], ({ token, node0 }) =>
        token.at === 0
          ? perReason([token.color === "black", node0.color === "black"], {
              label: "InitiateProbe",
              next: { token: { at: count - 1, color: "white" }, node0: { ...node0, color: "white" } },
            } as const)
          : [],
      ),
      ...nodes.slice(1).map(passToken),
      ...nodes.flatMap((i) => nodes.filter((j) => j !== i).map((j) => sendMessage(i, j))),
      ...nodes.map(deactivate),
    ],
    properties: [
      always(
        "termination detected is termination",
        ["token", ...names],
        ({ token: _token, ...ring }) => Object.values(ring).every(({ active }) => !active),
        {
          given: ({ token, node0 }) =>
            token.at === 0 &&
            token.color === "white" &&
            node0 !== undefined &&
            node0.color === "white" &&
            !node0.active,
        },
      ),
      sometimes("a white token", ["token"], ({ token }) => token.color === "white"),
    ],
  });
};
