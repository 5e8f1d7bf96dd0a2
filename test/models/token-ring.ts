/**
 * Dijkstra's stabilizing token ring (EWD426; tlaplus/Examples ewd426/TokenRing), from every state. Published for 6 nodes
 * and 6 values: 46,656 states, 248,832 generated.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

export type Ring = { components: { [node: `c${number}`]: number }; label: string };

const { rule, deadlockFree, sometimes, system } = specify<Ring>();

export const tokenRing = (count: number, values: number): System => {
  const nodes = Array.from({ length: count }, (_, i) => i);
  const all = Array.from({ length: values }, (_, i) => i);
  const names = nodes.map((i) => `c${i}` as const);
  const first = { first: "c0", last: `c${count - 1}` } as const;
  return system({
    name: `token ring, ${count} nodes, ${values} values`,
    components: family(names, () => all),
    rules: [
      rule("CreateToken", first, ({ first: a, last: b }) =>
        a === b ? [{ label: "CreateToken", next: { first: (b + 1) % values } }] : [],
      ),
      ...nodes
        .slice(1)
        .map((i) =>
          rule(`PassToken(${i})`, { self: `c${i}`, before: `c${i - 1}` } as const, ({ self, before }) =>
            self === before ? [] : [{ label: `PassToken(${i})`, next: { self: before } }],
          ),
        ),
    ],
    properties: [
      deadlockFree("there is always a token", [], () => false),
      sometimes("only node 0 has the token", names, (ring) => Object.values(ring).every((c) => c === ring["c0"])),
    ],
  });
};
