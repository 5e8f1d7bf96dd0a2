/** A run from its captures to its verdicts: read twice, observed, and each mobile node followed through the specification. */
import { isFault } from "../../checker/fault.js";
import type { Property } from "../../checker/system.js";
import { type Kind, type Observed as Replayed, observed } from "../../model/conformance/observed.js";
import type { Options } from "../../model/options.js";
import { type Pma, pmas } from "../../model/vocabulary.js";
import { bindings } from "../../properties/bindings.js";
import { loss } from "../../properties/loss.js";
import { paths } from "../../properties/paths.js";
import { anchor } from "../../properties/promises/anchor.js";
import { completion } from "../../properties/promises/completion.js";
import { gateway } from "../../properties/promises/gateway.js";
import { races } from "../../properties/races.js";
import type { Conformance } from "../../report/conformance.js";
import type { Replay } from "../../traces/replay/replay.js";
import {
  type Observed,
  type ObservedNode,
  follower,
  interpret,
  observe,
  surveyor,
} from "../../traces/observe/index.js";
import { dissect } from "../../traces/wire/dissect.js";
import type { ConformRun, RunRequest } from "../conform-run.js";
import type { Reading, readCapture } from "../read-capture.js";
import { type Followed, follow, replayOf } from "./follow.js";
import { type JudgedNode, conformanceOf } from "./report.js";
import { type NodeSight, type Place, sightsOf } from "./sights.js";

type Read = typeof readCapture;

/** Both readings; what the second finds at the end of a file is what the first found. */
const observeRun = async (
  { files, roles }: RunRequest,
  read: Read,
): Promise<{
  readonly observation: Observed;
  readonly readings: ReadonlyArray<Reading>;
  readonly isAtLma: boolean;
}> => {
  const survey = surveyor(files.map((name) => ({ name })));
  const readings: Reading[] = [];
  for (const [capture, file] of files.entries())
    readings.push(
      await read(file, (frame) =>
        survey.see(capture, frame, dissect(frame.linkType, frame.bytes, frame.originalLength)),
      ),
    );
  const interpretation = interpret(survey.end(), roles);
  const second = follower(interpretation);
  for (const [capture, file] of files.entries())
    await read(file, (frame) => second.see(capture, frame, dissect(frame.linkType, frame.bytes, frame.originalLength)));
  const observation = observe(interpretation, second.end());
  const macs = observation.roles.entities.flatMap((entity) => (entity.kind === "lma" ? entity.macs : []));
  const isAtLma = interpretation.places.some(
    (place) =>
      (place.tag === "Interface" && macs.includes(place.mac)) ||
      (place.tag === "Host" && macs.some((mac) => place.macs.has(mac))),
  );
  return { observation, readings, isAtLma };
};

const isOfLink = ({ seen }: NodeSight): boolean =>
  seen.type === "RS" || seen.type === "RA" || (seen.type === "packet" && seen.leg === "link");

/** PMAs whose signalling is seen: all, where a capture is at the LMA; else of those not seen any message may go unseen. */
const heard = (sights: ReadonlyArray<NodeSight>, isAtLma: boolean): ReadonlyArray<Pma> =>
  pmas.filter(
    (pma) =>
      isAtLma ||
      sights.some(({ seen }) => (seen.type === "PBU" && seen.from === pma) || (seen.type === "PBA" && seen.to === pma)),
  );

/** What captures can decide: not who is authorised, nor how a handover is prepared, of which they show nothing. */
const monitored = [...loss, ...paths, ...bindings, ...races, ...completion, ...anchor, ...gateway];

const propertiesFor = (options: Options): ReadonlyArray<Property> =>
  monitored.flatMap((entry) => entry.make({ options }) ?? []);

/** One replay for all mobile nodes of which the same can be seen. */
const replays = (isAtLma: boolean) => {
  const known = new Map<string, { readonly replayed: Replayed; readonly replay: Replay }>();
  return (kind: Kind, node: ObservedNode, sights: ReadonlyArray<NodeSight>) => {
    const coverage = { pmas: heard(sights, isAtLma), link: sights.some(isOfLink) };
    const key = JSON.stringify([kind, coverage, node.orderedBy]);
    const made = known.get(key);
    if (made !== undefined) return made;
    const replayed = observed(kind, coverage, node.orderedBy, propertiesFor);
    const replay = replayOf(replayed);
    if (isFault(replay)) throw new Error(`${replay.where}: ${replay.what}`);
    const both = { replayed, replay };
    known.set(key, both);
    return both;
  };
};

/** MPA where something was prepared: a PBU ahead of the move, or packets between the PMAs. */
const kindOf = (request: RunRequest, { nodes }: Observed): Kind =>
  request.scenario ??
  (nodes.some(
    ({ handovers, observations }) =>
      handovers.some(({ kind }) => kind === "proactive") ||
      observations.some((each) => each.kind === "packet" && /PMA=>.PMA$/.test(each.leg)),
  )
    ? "mpa"
    : "reactive");

const lifetimes = ({ signalling }: Observed): ((place: Place) => number) => {
  const known = new Map(
    signalling.map(({ capture, frame, lifetime }) => [`${capture}:${frame}`, lifetime ?? 0] as const),
  );
  return ({ capture, frame }) => known.get(`${capture}:${frame}`) ?? 0;
};

/** Judges a run. Throws where the specification itself is at fault, which is an internal error. */
export const conformRun: ConformRun = async (request, read): Promise<Conformance> => {
  const { observation, readings, isAtLma } = await observeRun(request, read);
  const replayFor = replays(isAtLma);
  const kind = kindOf(request, observation);
  const lifetime = lifetimes(observation);
  const judged = observation.nodes.map((node): JudgedNode => {
    const sights = sightsOf(node.observations, lifetime);
    const { replayed, replay } = replayFor(kind, node, sights);
    const followed: Followed | ReturnType<typeof follow> = follow(replay, replayed, sights);
    if (isFault(followed)) throw new Error(`${followed.where}: ${followed.what}`);
    return { node, sights, followed, replayed };
  });
  return conformanceOf({ request, kind, observation, readings, judged });
};
