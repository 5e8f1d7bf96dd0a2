import { type Fault, isFault } from "../fault.js";
import { identify } from "../kernel/space.js";
import type { Tables } from "../kernel/tables.js";
import { initialStates } from "../semantics.js";
import { reintern } from "../values.js";

/** The identities of the initial states, by place. */
export const initialIdentities = (tables: Tables): ReadonlyArray<Int32Array> | Fault => {
  const states = initialStates(tables.compiled, tables.pool);
  if (isFault(states)) return states;
  return states.map((state) =>
    Int32Array.from(state, (value, place) => {
      const space = tables.spaces[place];
      if (space === undefined) throw new Error("a state has a value per component");
      return identify(space, reintern(tables.pool, value));
    }),
  );
};
