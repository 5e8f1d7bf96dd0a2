/** The handover that is measured: MPA with direct pre-authentication as written, which test/model/promela says as well. */
import type { Component, System } from "../checker/system.js";
import { handover } from "../model/handover.js";
import type { Options } from "../model/options.js";
import { profileOptions } from "../model/scenario.js";
import { fate } from "../test/model/promela-census.js";

export type HandoverSize = Pick<Options, "moves" | "downlinkProbes" | "uplinkProbes">;

export const handoverOptions = (size: HandoverSize): Options => ({
  ...profileOptions("as-written"),
  start: "attached",
  ...size,
});

const isObserver = ({ kind }: Component): boolean => kind === "observer";

/** Without properties; of what the observer keeps, what became of the last packet, which is all that the Promela keeps. */
export const bareHandover = (size: HandoverSize): System => {
  const system = handover({ name: "handover", options: handoverOptions(size) }, []);
  return { ...system, components: [...system.components.filter((each) => !isObserver(each)), fate] };
};
