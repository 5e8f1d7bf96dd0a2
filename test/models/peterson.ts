/**
 * Peterson's mutual exclusion for two processes (tlaplus/Examples locks_auxiliary_vars/Peterson). Published: 42 states,
 * 77 generated.
 */
import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Counter = "a0" | "a1" | "a2" | "a3" | "cs" | "a4";
type Process = { readonly pc: Counter; readonly wants: boolean };
export type Peterson = { components: { p1: Process; p2: Process; turn: 1 | 2 }; label: string };

const { rule, never, sometimes, system } = specify<Peterson>();

const process = (me: 1 | 2) => {
  const other = me === 1 ? 2 : 1;
  const self = `p${me}` as const;
  return [
    rule(`a0(${me})`, { self }, ({ self: p }) =>
      p.pc === "a0" ? [{ label: `a0(${me})`, next: { self: { ...p, pc: "a1" } } }] : [],
    ),
    rule(`a1(${me})`, { self }, ({ self: p }) =>
      p.pc === "a1" ? [{ label: `a1(${me})`, next: { self: { pc: "a2", wants: true } } }] : [],
    ),
    rule(`a2(${me})`, { self, turn: "turn" } as const, ({ self: p }) =>
      p.pc === "a2" ? [{ label: `a2(${me})`, next: { self: { ...p, pc: "a3" }, turn: other } }] : [],
    ),
    rule(`a3(${me})`, { self, other: `p${other}`, turn: "turn" } as const, ({ self: p, other: q, turn }) =>
      p.pc === "a3" && (!q.wants || turn === me) ? [{ label: `a3(${me})`, next: { self: { ...p, pc: "cs" } } }] : [],
    ),
    rule(`cs(${me})`, { self }, ({ self: p }) =>
      p.pc === "cs" ? [{ label: `cs(${me})`, next: { self: { ...p, pc: "a4" } } }] : [],
    ),
    rule(`a4(${me})`, { self }, ({ self: p }) =>
      p.pc === "a4" ? [{ label: `a4(${me})`, next: { self: { pc: "a0", wants: false } } }] : [],
    ),
  ];
};

const inside = ({ pc }: Process) => pc === "cs" || pc === "a4";

export const peterson: System = system({
  name: "Peterson",
  components: { p1: [{ pc: "a0", wants: false }], p2: [{ pc: "a0", wants: false }], turn: [1] },
  rules: [...process(1), ...process(2)],
  properties: [
    never("both in the critical section", ["p1", "p2"], ({ p1, p2 }) => inside(p1) && inside(p2)),
    sometimes("process 2 in the critical section", ["p2"], ({ p2 }) => inside(p2)),
  ],
});
