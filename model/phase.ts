/** Where a mobile node is in the handover, by the steps of RFC 6252 §6.3. */
import type { Components } from "./state.js";
import type { MobileNode } from "./vocabulary.js";

export const phaseFootprint = ["MN", "MN2", "nPMA", "nPMA/MN2"] as const satisfies ReadonlyArray<keyof Components>;
export type PhaseView = Pick<Components, (typeof phaseFootprint)[number]>;

/** 0: nothing is prepared. 1 to 6: the steps of RFC 6252 §6.3. */
export type Phase = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export const phaseNames: { readonly [P in Phase]: string } = {
  0: "no handover",
  1: "pre-authentication",
  2: "pre-configuration",
  3: "main phase",
  4: "pre-switching",
  5: "switching",
  6: "post-switching",
};

/** Step 5 begins when the mobile node leaves and ends when the PMA of the new link knows of it (E-36). */
export const phaseOf = (view: PhaseView, mn: MobileNode): Phase => {
  const { at, hoa, preauth, leaving } = view[mn];
  const next = mn === "MN" ? view.nPMA : view["nPMA/MN2"];
  if (at === "none") return hoa === "none" ? 0 : 5;
  if (at === "nPoA") return next.link === "up" ? 6 : 5;
  if (leaving) return 4;
  if (next.binding !== "none") return 3;
  if (next.authorisation === "pre-authenticated") return 2;
  return preauth === "none" ? 0 : 1;
};
