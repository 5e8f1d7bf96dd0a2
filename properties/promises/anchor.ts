/** RFC 5213 §5 at the HA, its LMA: what becomes of a session, of its tunnel and of its packets. */
import { type HomeAgent, words } from "../../model/state.js";
import { isMobileNode, pmas } from "../../model/vocabulary.js";
import { type CatalogueEntry, entry } from "../view.js";
import {
  bindingOf,
  inTunnel,
  isDown,
  isUp,
  passedOn,
  passesUp,
  pmaOfLabel,
  processed,
  routed,
  sentPbas,
} from "./signals.js";

const { action, leadsTo } = words;

export const anchor: ReadonlyArray<CatalogueEntry> = [
  entry(
    "PMIP-5.3.2-6",
    "A session that the HA makes or updates has the accepted values, a tunnel to the PMA that sent the PBU, and the prefix's route into it.",
    ["RFC 5213 §5.3.2(5)", "RFC 5213 §5.3.2(6)", "RFC 5213 §5.3.4(1)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        (_before, label, { HA }) => {
          const pbu = processed(label);
          if (pbu?.lifetime !== "granted" || label.binding === undefined) return true;
          const made = routed(HA, label.binding.hnp);
          return (
            made !== undefined &&
            made.mn === pbu.mnId &&
            made.coa === pbu.from &&
            made.order === pbu.order &&
            made.att === pbu.att &&
            (pbu.llid === undefined || made.llid === pbu.llid) &&
            made.state === "active" &&
            HA.tunnels.includes(pbu.from)
          );
        },
        { given: (label) => processed(label)?.lifetime === "granted" && label.binding !== undefined },
      ),
  ),
  entry(
    "PMIP-5.3.4-2",
    "When the HA hands a session off, the old route of the prefix goes, and with it the tunnel to the old PMA if no other session uses it.",
    ["RFC 5213 §5.3.4(2)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        (before, { binding, mn }, after) => {
          if (binding?.change !== "updated" || mn === undefined) return true;
          const old = bindingOf(before.HA, mn, binding.hnp)?.coa;
          const now = bindingOf(after.HA, mn, binding.hnp);
          if (old === undefined || now === undefined) return false;
          const used = after.HA.bindings.some((each) => each.coa === old);
          return now.coa !== old && (used || !after.HA.tunnels.includes(old));
        },
        { given: ({ binding }) => binding?.change === "updated" },
      ),
  ),
  entry(
    "PMIP-5.3.5-1",
    "A de-registration for a session that its sender does not have is neither carried out nor answered with success.",
    ["RFC 5213 §5.3.5(1)", "RFC 5213 §5.4.1.1(6)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        ({ HA }, label) => {
          const pbu = processed(label);
          if (pbu?.lifetime !== "zero") return true;
          const own = HA.bindings.some((each) => each.mn === pbu.mnId && each.coa === pbu.from);
          // The checks of §5.3.1 come first: an old timestamp is refused, and that is said.
          return own || (label.binding === undefined && sentPbas(label).every(({ status }) => status >= 128));
        },
        { given: (label) => processed(label)?.lifetime === "zero" },
      ),
  ),
  entry(
    "PMIP-5.3.5-2a",
    "While the HA waits after a de-registration, it drops the mobile node's packets.",
    ["RFC 5213 §5.3.5(2)"],
    (options, name) =>
      options.downlinkProbes + options.uplinkProbes === 0
        ? undefined
        : action(
            name,
            ["HA"],
            ({ HA }, label) => {
              const packet = passedOn(label);
              if (packet === undefined || label.entity !== "HA") return true;
              const inner = packet.headers.at(-1);
              const hnp = isDown(packet) ? inner?.destination : inner?.source;
              return routed(HA, hnp)?.state !== "de-registered";
            },
            { given: (label) => label.entity === "HA" && passedOn(label) !== undefined },
          ),
  ),
  entry(
    "PMIP-5.3.5-2b",
    "A de-registered session is acknowledged and kept for the wait; a PBU that the HA accepts meanwhile ends the wait, and only its end deletes the session.",
    ["RFC 5213 §5.3.5(2)", "RFC 6275 §10.3.2"],
    (options, name) =>
      action(
        name,
        ["HA"],
        (before, label, after) => {
          const { binding, mn } = label;
          if (binding === undefined || mn === undefined) return true;
          const own = (ha: HomeAgent) => ha.bindings.filter((each) => each.mn === mn && each.hnp === binding.hnp);
          const waits = (ha: HomeAgent) => own(ha).some(({ state }) => state === "de-registered");
          switch (binding.change) {
            case "deregistered":
              return waits(after.HA) && sentPbas(label).some(({ status }) => status === 0);
            case "deleted": // A life time that ends is no de-registration.
              return waits(before.HA) || options.bindingExpiry;
            case "created":
            case "updated":
            case "extended":
              return own(after.HA).some(({ coa, state }) => coa === processed(label)?.from && state === "active");
          }
        },
        { given: ({ binding }) => binding !== undefined },
      ),
  ),
  entry(
    "PMIP-5.3.5-2c",
    "A wait after a de-registration ends: the session is registered again, or deleted.",
    ["RFC 5213 §5.3.5(2)"],
    (options, name) =>
      options.handover === "mpa" // The HA ignores the de-registration of a PMA that was left prepared.
        ? undefined
        : leadsTo(
            name,
            ["HA"],
            ({ HA }) => HA.bindings.some(({ state }) => state === "de-registered"),
            ({ HA }) => HA.bindings.every(({ state }) => state === "active"),
          ),
  ),
  entry(
    "PMIP-5.3.6-2",
    "A PBA goes to the sender of the PBU and repeats its identifier, Handoff Indicator, access technology, link-layer identifier and timestamp, and in a refusal its prefixes.",
    ["RFC 5213 §5.3.6", "RFC 5213 §5.5(7)"],
    (_, name) =>
      action(
        name,
        [],
        (_view, label) => {
          const pbu = processed(label);
          return sentPbas(label).every(
            (pba) =>
              pbu !== undefined &&
              pba.to === pbu.from &&
              pba.mnId === (pbu.mnId ?? "") &&
              pba.hi === (pbu.hi ?? 0) &&
              pba.att === (pbu.att ?? 0) &&
              pba.llid === pbu.llid &&
              pba.order === pbu.order &&
              (pba.status < 128 || pbu.hnp === undefined || pbu.hnp.join() === pba.hnp.join()),
          );
        },
        { given: (label) => sentPbas(label).length > 0 },
      ),
  ),
  entry(
    "PMIP-5.4-1",
    "The HA makes a session only for an interface that has none, and gives it to another interface only where Handoff Indicator 2 says so.",
    ["RFC 5213 §5.4", "RFC 5213 §5.4.1.1(5)"],
    (_, name) =>
      action(
        name,
        ["HA"],
        ({ HA }, label) => {
          const pbu = processed(label);
          const { binding, mn } = label;
          if (pbu?.lifetime !== "granted" || pbu.llid === undefined || binding === undefined || mn === undefined)
            return true;
          const own = HA.bindings.filter((each) => each.mn === mn);
          const same = own.some((each) => each.llid === pbu.llid && each.att === pbu.att);
          if (binding.change === "created") return !same;
          const session = bindingOf(HA, mn, binding.hnp);
          const handedOver = session?.llid !== "ALL_ZERO" && session?.llid !== pbu.llid;
          return !handedOver || pbu.hi === 2;
        },
        { given: (label) => processed(label)?.lifetime === "granted" && label.binding !== undefined },
      ),
  ),
  entry(
    "PMIP-5.5-T8",
    "A PBU whose timestamp is lower than the accepted one is refused with status 157, and one whose timestamp equals it with 156.",
    ["RFC 5213 §5.5(8)", "RFC 5213 §5.5(9)"],
    (options, name) =>
      options.ordering === "sequence"
        ? undefined
        : action(
            name,
            ["HA"],
            ({ HA }, label) => {
              const { received, entity } = label;
              if (entity !== "HA" || received?.type !== "PBU") return true;
              const { mnId, order } = received;
              if (!isMobileNode(mnId) || order > HA.accepted[mnId]) return true;
              if (options.evidence === "required" && !received.evidence) return true; // refused for that: §5.3.1(6)
              const [answer] = sentPbas(label);
              return answer?.status === (order < HA.accepted[mnId] ? 157 : 156) && label.binding === undefined;
            },
            { given: ({ entity, received }) => entity === "HA" && received?.type === "PBU" },
          ),
  ),
  entry(
    "PMIP-5.6.1-1",
    "Between the HA and a PMA the mobile node's packets are in the tunnel between these two, downlink in that of the registered Proxy-CoA.",
    ["RFC 5213 §5.6.1", "RFC 5213 §5.6.2"],
    (options, name) =>
      options.downlinkProbes + options.uplinkProbes === 0
        ? undefined
        : action(
            name,
            ["HA"],
            ({ HA }, label) => {
              const packet = passedOn(label);
              if (packet === undefined) return true;
              if (label.entity === "HA" && isDown(packet)) {
                const coa = routed(HA, packet.headers.at(-1)?.destination)?.coa;
                return coa !== undefined && inTunnel(packet, "HA", coa);
              }
              const pma = pmaOfLabel(label);
              if (pma === undefined || !isUp(packet)) return true;
              return [...pmas, "HA" as const].some((end) => end !== pma && inTunnel(packet, pma, end));
            },
            { given: (label) => passedOn(label) !== undefined },
          ),
  ),
  entry(
    "MIP-10.4.5",
    "The HA takes a packet out of a tunnel only if the tunnel's other end is the registered Proxy-CoA of the packet's source.",
    ["RFC 6275 §10.4.5"],
    (options, name) =>
      options.uplinkProbes === 0
        ? undefined
        : action(
            name,
            ["HA", "data pPMA>HA", "data nPMA>HA"],
            (before, label, after) => {
              const packet = passedOn(label);
              if (label.entity !== "HA" || packet === undefined || !isUp(packet)) return true;
              return pmas.every((pma) => {
                const wire = `data ${pma}>HA` as const;
                const taken = before[wire].length > after[wire].length;
                return !taken || routed(before.HA, packet.headers.at(-1)?.source)?.coa === pma;
              });
            },
            { given: (label) => label.entity === "HA" && passesUp(label) },
          ),
  ),
];
