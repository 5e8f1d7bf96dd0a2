/** The recordings that lie beside the project, with the record of what happened in each. Skipped where there are none. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { captureReader } from "../../../../traces/capture/reader.js";
import {
  type Followed,
  type Interpretation,
  type Observed,
  type RolesFile,
  type SeenFrame,
  follower,
  interpret,
  observe,
  surveyor,
} from "../../../../traces/observe/index.js";
import { dissect } from "../../../../traces/wire/dissect.js";
import type { Dissection } from "../../../../traces/wire/layers.js";

const HOME = fileURLToPath(new URL("../../../../../shared/captures/", import.meta.url));
export const hasRecordings = existsSync(HOME);
if (!hasRecordings) console.log("observe: no recordings in ../shared/captures; the tests against them are skipped");

export type Signalling = {
  readonly capture: string;
  readonly frame: number;
  readonly t: number;
  readonly type: string;
  readonly src: string;
  readonly dst: string;
  readonly seq: number;
  readonly status: number | null;
  readonly lifetime: number | null;
  readonly flags: string;
  readonly options: ReadonlyArray<readonly [string, string]>;
};

export type TruthStream = {
  readonly port: number;
  readonly windows: ReadonlyArray<Readonly<Record<string, unknown>>>;
} & Readonly<Record<string, unknown>>;

export type Truth = {
  readonly name: string;
  readonly entities?: Readonly<
    Record<
      string,
      {
        readonly addr?: string | null;
        readonly proxy_coa?: string;
        readonly hnp?: ReadonlyArray<string>;
        readonly mac?: string;
        readonly nai?: string;
      }
    >
  >;
  readonly captures: Readonly<Record<string, unknown>>;
  readonly signalling?: ReadonlyArray<Signalling>;
  readonly messages?: ReadonlyArray<Signalling>;
  readonly streams?: Readonly<Record<string, TruthStream>>;
  readonly stream?: { readonly sent: number };
};

export type Recording = {
  readonly folder: string;
  readonly name: string;
  readonly points: ReadonlyArray<string>;
  readonly truth: Truth;
};

const pointsIn = (folder: string, name: string): ReadonlyArray<string> =>
  readdirSync(HOME + folder)
    .filter((file) => file.startsWith(`${name}.`) && file.endsWith(".pcap"))
    .map((file) => file.slice(name.length + 1, -".pcap".length))
    .toSorted();

export const recordingsIn = (...folders: ReadonlyArray<string>): ReadonlyArray<Recording> =>
  hasRecordings
    ? folders.flatMap((folder) =>
        readdirSync(HOME + folder)
          .filter((file) => file.endsWith(".truth.json"))
          .map((file): Recording => {
            const name = file.slice(0, -".truth.json".length);
            const truth: Truth = JSON.parse(readFileSync(`${HOME}${folder}/${file}`, "utf8"));
            return { folder, name, points: pointsIn(folder, name), truth };
          }),
      )
    : [];

export const proxyFolders = ["lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted", "sim-ns3-pmipv6"] as const;

export type Taken = { readonly frame: SeenFrame; readonly dissection: Dissection };

const kept = new Map<string, ReadonlyArray<Taken>>();

/** The frames of one capture; their octets are copied, as the reader's are gone with the next frame. */
export const framesOf = ({ folder, name }: Recording, point: string): ReadonlyArray<Taken> => {
  const path = `${HOME}${folder}/${name}.${point}.pcap`;
  const known = kept.get(path);
  if (known !== undefined) return known;
  const taken: Taken[] = [];
  const reader = captureReader((frame) => {
    const { number, seconds, nanoseconds, linkType, bytes, originalLength } = frame;
    taken.push({
      frame: { number, seconds, nanoseconds },
      dissection: dissect(linkType, bytes.slice(), originalLength),
    });
  });
  reader.push(readFileSync(path));
  reader.end();
  kept.set(path, taken);
  return taken;
};

/** The frames of one capture as they are read, in chunks: their octets are gone with the next frame. */
export const readThrough = (
  { folder, name }: Recording,
  point: string,
  see: (frame: SeenFrame, dissection: Dissection) => void,
): void => {
  const reader = captureReader((frame) => {
    see(frame, dissect(frame.linkType, frame.bytes, frame.originalLength));
    frame.bytes.fill(0xa5);
  });
  const bytes = new Uint8Array(readFileSync(`${HOME}${folder}/${name}.${point}.pcap`));
  for (let at = 0; at < bytes.length; at += 1000) reader.push(bytes.slice(at, at + 1000));
  reader.end();
};

export type Watched = {
  readonly interpretation: Interpretation;
  readonly followed: Followed;
  readonly observed: Observed;
};

/** Both readings of captures that are at hand. */
export const watch = (
  captures: ReadonlyArray<{ readonly name: string; readonly frames: ReadonlyArray<Taken> }>,
  roles?: RolesFile,
): Watched => {
  const first = surveyor(captures);
  const read = (see: (capture: number, frame: SeenFrame, dissection: Dissection) => void) => {
    for (const [index, { frames }] of captures.entries())
      for (const { frame, dissection } of frames) see(index, frame, dissection);
  };
  read(first.see);
  const interpretation = interpret(first.end(), roles);
  const second = follower(interpretation);
  read(second.see);
  const followed = second.end();
  return { interpretation, followed, observed: observe(interpretation, followed) };
};

export const watchRecording = (
  recording: Recording,
  points: ReadonlyArray<string> = recording.points,
  roles?: RolesFile,
): Watched =>
  watch(
    points.map((name) => ({ name, frames: framesOf(recording, name) })),
    roles,
  );
