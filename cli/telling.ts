/** Labels and states of the handover model in words, for the reports. */
import { mobileNodesOf } from "../model/handover.js";
import type { Forwarding } from "../model/path.js";
import type { PhaseView } from "../model/phase.js";
import type { Scenario } from "../model/scenario.js";
import { tell, tellPath, tellPhase } from "../model/tell.js";
import type { Event } from "../model/vocabulary.js";
import type { Telling } from "../report/verify.js";
import { wire } from "./wires.js";

type State = Readonly<Record<string, unknown>>;

// The checker forgets the types of a specification. That these are the handover's, `handover` would not compile without.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
const asEvent = (label: unknown): Event => label as Event;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above: a state has every component
const asKnown = (state: State): Forwarding & PhaseView => state as Forwarding & PhaseView;

/** Every mobile node's data path, and the step of the handover that it is in; each with its name if there are several. */
const path = ({ options }: Scenario, state: State): string => {
  const told = mobileNodesOf(options).map((mn) => {
    const known = asKnown(state);
    return { mn, way: `${tellPath(known, mn, options)}   (${tellPhase(known, mn)})` };
  });
  return told.map(({ mn, way }) => (told.length === 1 ? way : `${mn}: ${way}`)).join("; ");
};

export const telling = (scenario: Scenario): Telling => ({
  entity: (label) => asEvent(label).entity,
  event: (label) => tell(asEvent(label)),
  wire,
  path: (state) => path(scenario, state),
});
