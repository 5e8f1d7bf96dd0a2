/** Labels and states of the handover model in words, for the reports. */
import { mobileNodesOf } from "../model/handover.js";
import type { Forwarding } from "../model/path.js";
import type { Scenario } from "../model/scenario.js";
import { tell, tellPath } from "../model/tell.js";
import type { Event } from "../model/vocabulary.js";
import type { Telling } from "../report/verify.js";
import { wire } from "./wires.js";

type State = Readonly<Record<string, unknown>>;

// The checker forgets the types of a specification. That these are the handover's, `handover` would not compile without.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
const asEvent = (label: unknown): Event => label as Event;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above: a state has every component
const asForwarding = (state: State): Forwarding => state as Forwarding;

/** Every mobile node's data path; each with its name if there are several. */
const path = ({ options }: Scenario, state: State): string => {
  const told = mobileNodesOf(options).map((mn) => ({ mn, way: tellPath(asForwarding(state), mn, options) }));
  return told.map(({ mn, way }) => (told.length === 1 ? way : `${mn}: ${way}`)).join("; ");
};

export const telling = (scenario: Scenario): Telling => ({
  entity: (label) => asEvent(label).entity,
  event: (label) => tell(asEvent(label)),
  wire,
  path: (state) => path(scenario, state),
});
