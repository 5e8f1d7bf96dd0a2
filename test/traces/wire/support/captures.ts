/** The recorded captures, where they are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { captureReader } from "../../../../traces/capture/reader.js";

export type Frame = { number: number; linkType: number; originalLength: number; bytes: Uint8Array };

const ROOT = fileURLToPath(new URL("../../../../../shared/captures/", import.meta.url));

export const hasCaptures = existsSync(ROOT);
if (!hasCaptures) console.log(`skipped: traces/wire against recorded captures (there are none at ${ROOT})`);

const isCapture = (name: string) => /\.(pcap|pcapng|cap)(\.gz)?$/.test(name);

const filesOf = (folder: string) =>
  readdirSync(ROOT + folder)
    .filter(isCapture)
    .map((name) => `${folder}/${name}`);

/** Every capture, as `folder/file`. */
export const captures: string[] = !hasCaptures
  ? []
  : readdirSync(ROOT, { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() ? filesOf(entry.name) : []))
      .toSorted();

/** The captures of a folder that have a record of what happened beside them, by that file. */
export const truths: string[] = !hasCaptures
  ? []
  : readdirSync(ROOT, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".truth.json"))
      .toSorted();

export const pathOf = (capture: string) => ROOT + capture;

export const readCapture = (capture: string): Frame[] => {
  const raw = readFileSync(pathOf(capture));
  const frames: Frame[] = [];
  const reader = captureReader(({ number, linkType, originalLength, bytes }) => {
    frames.push({ number, linkType, originalLength, bytes: bytes.slice() });
  });
  const error = reader.push(raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw) ?? reader.end();
  if (error !== undefined) throw new Error(`${capture}: ${JSON.stringify(error)}`);
  return frames;
};
