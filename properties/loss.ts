/** No packet is lost that need not be: RFC 6252 §6.3 and §7.6. */
import type { Options } from "../model/options.js";
import { probeName } from "../model/packets.js";
import { type Journeys, words } from "../model/state.js";
import type { Event, Probe } from "../model/vocabulary.js";
import { type CatalogueEntry, entry } from "./view.js";

const { action } = words;

const lostDown = ({ lost }: Event): boolean => lost?.probe.direction === "down";
const noPackets = ({ downlinkProbes, uplinkProbes }: Options): boolean => downlinkProbes + uplinkProbes === 0;
const isDelivered = ({ delivered }: Event): boolean => delivered !== undefined;

/** The packet was under way while its mobile node switched. */
const switched = (journeys: Journeys, probe: Probe | undefined): boolean =>
  probe !== undefined &&
  journeys.packets.some((each) => each.probe === probeName(probe) && each.journey === "switched");

export const loss: ReadonlyArray<CatalogueEntry> = [
  entry(
    "P-LOSS-1",
    "No downlink packet is lost, except one that was under way during the switching step.",
    ["RFC 6252 §6.3", "S1 §2.1.6"],
    (options, name) =>
      options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            ["journeys"],
            ({ journeys }, { lost }) =>
              options.switchingLoss === "journey"
                ? switched(journeys, lost?.probe)
                : lost !== undefined && journeys.switching.includes(lost.probe.mn),
            { given: lostDown },
          ),
  ),
  entry(
    "P-LOSS-2",
    "With buffers at the access routers no downlink packet is lost at all, unless a buffer is full.",
    ["RFC 6252 §6.3 step 4", "RFC 6252 §7.6.1", "S1 §2.2.8"],
    (options, name) =>
      options.buffering === "none" || options.downlinkProbes === 0
        ? undefined
        : action(name, [], (_, { lost }) => lost?.cause === "buffer full", { given: lostDown }),
  ),
  entry(
    "P-LOSS-3",
    "Every loss is explained: by the switching while the packet was under way, or by a full buffer.",
    ["RFC 6252 §6.3 step 5", "RFC 5213 §6.10.5"],
    (options, name) =>
      noPackets(options)
        ? undefined
        : action(
            name,
            ["journeys"],
            ({ journeys }, { lost }) =>
              lost?.cause === "buffer full" || (switched(journeys, lost?.probe) && lost?.cause !== "no such address"),
            { given: ({ lost }) => lost !== undefined },
          ),
  ),
  entry(
    "P-UP-1",
    "The HA accepts every uplink packet, except one that was under way during the switching step.",
    ["RFC 6275 §10.4.5", "RFC 6058 §3.2.2"],
    (options, name) =>
      options.uplinkProbes === 0
        ? undefined
        : action(
            name,
            ["journeys"],
            ({ journeys }, { lost, delivered }) => delivered !== undefined || switched(journeys, lost?.probe),
            {
              given: ({ entity, lost, delivered }) =>
                delivered?.direction === "up" || (entity === "HA" && lost?.probe.direction === "up"),
            },
          ),
  ),
  entry(
    "P-ORD-1",
    "A packet that was buffered arrives before every newer packet.",
    ["RFC 5568 §5.4", "RFC 6252 §7.6.1"],
    (options, name) =>
      options.buffering === "none" || options.downlinkProbes < 2
        ? undefined
        : action(
            name,
            ["journeys"],
            ({ journeys }, { delivered }) => {
              if (delivered === undefined) return true;
              const buffered = journeys.packets.some((each) => each.probe === probeName(delivered) && each.buffered);
              const newer = [1, 2].filter((number) => number > delivered.number);
              return (
                !buffered || newer.every((number) => !journeys.arrived.includes(probeName({ ...delivered, number })))
              );
            },
            { given: isDelivered },
          ),
  ),
  entry("P-DUP-1", "No packet arrives twice.", ["RFC 6252 §7.6.2"], (options, name) =>
    noPackets(options)
      ? undefined
      : action(
          name,
          ["journeys"],
          ({ journeys }, { delivered }) => delivered === undefined || !journeys.arrived.includes(probeName(delivered)),
          { given: isDelivered },
        ),
  ),
  entry(
    "P-ISO-1",
    "A packet for one mobile node is never handed to another.",
    ["RFC 5213 §6.10.5", "RFC 5213 §5.6.2"],
    (options, name) =>
      noPackets(options)
        ? undefined
        : action(
            name,
            [],
            (_view, { delivered, entity }) => delivered?.direction === "up" || entity === delivered?.mn,
            {
              given: isDelivered,
            },
          ),
  ),
];
