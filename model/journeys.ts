/**
 * What only an observer of the whole network knows: which packets are under way, whether a link-layer handover fell into
 * their journey, and in which order they arrived. Rules cannot read it; properties can.
 */
import type { Options } from "./options.js";
import { probeName } from "./packets.js";
import type { Journey, Journeys } from "./state.js";
import type { Event } from "./vocabulary.js";

export const noJourneys: Journeys = { switching: [], packets: [], arrived: [] };

const begin = (journeys: Journeys, label: Event): Journeys => {
  if (label.injected === undefined) return journeys;
  const journey: Journey = journeys.switching.includes(label.injected.mn) ? "switched" : "travelling";
  return {
    ...journeys,
    packets: [...journeys.packets, { probe: probeName(label.injected), journey, buffered: false }],
  };
};

const end = (journeys: Journeys, label: Event): Journeys => {
  const ended = label.delivered ?? label.lost?.probe;
  if (ended === undefined) return journeys;
  const probe = probeName(ended);
  const packets = journeys.packets.filter((each) => each.probe !== probe);
  return {
    ...journeys,
    packets,
    arrived: label.delivered === undefined ? journeys.arrived : [...journeys.arrived, probe],
  };
};

const move = (journeys: Journeys, { mn, moved }: Event, ends: Options["switchingEnds"]): Journeys => {
  if (mn === undefined || moved === undefined) return journeys;
  const over = moved === (ends === "link-up" ? "link-up" : "attached");
  if (over) return { ...journeys, switching: journeys.switching.filter((each) => each !== mn) };
  if (moved !== "detached") return journeys;
  const packets = journeys.packets.map((each) =>
    each.probe.split(" ")[1] === mn ? { ...each, journey: "switched" as const } : each,
  );
  return { ...journeys, switching: [...journeys.switching, mn].toSorted(), packets };
};

const keep = (journeys: Journeys, { buffered }: Event): Journeys => {
  if (buffered === undefined) return journeys;
  const probe = probeName(buffered);
  return {
    ...journeys,
    packets: journeys.packets.map((each) => (each.probe === probe ? { ...each, buffered: true } : each)),
  };
};

/** The observer, for one reading of when the switching step is over. */
export const follow =
  ({ switchingEnds }: Pick<Options, "switchingEnds">) =>
  (journeys: Journeys, label: Event): Journeys =>
    move(end(keep(begin(journeys, label), label), label), label, switchingEnds);
