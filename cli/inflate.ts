/** gzip, inflated piece by piece, with an end to what a small file may grow to. */
import { type Gunzip, createGunzip } from "node:zlib";
import { count } from "../report/text.js";

/** What came instead of more bytes. */
export type Trouble = {
  readonly kind: "truncated" | "corrupt" | "unsupported";
  readonly where: string;
  readonly expected: string;
  readonly found: string;
};

/** Octets, valid until the next piece is asked for; a trouble is the last piece. */
export type Piece = Uint8Array | Trouble;

/**
 * Real captures shrink to a tenth, floods of equal packets to a hundredth; deflate can do a thousandth. So a file that
 * grows to more than 64 MiB and 256 times its size was made to be large.
 */
export const MAX_RATIO = 256;
export const ALWAYS_ALLOWED = 64 * 2 ** 20;

/** Of packed bytes at once: no more than a thousand times as much is held inflated. */
const SLICE = 16 * 1024;
/** Of inflated bytes: where the data is damaged, so much before the damage may be missing. */
const INFLATED = 16 * 1024;

const WHERE = "gzip data";

const bomb = (packed: number): Trouble => ({
  kind: "unsupported",
  where: WHERE,
  expected: `at most ${MAX_RATIO} times the ${count(packed)} bytes read, where that is over ${count(ALWAYS_ALLOWED)}`,
  found: "more",
});

const SAYS: Readonly<Record<string, string>> = {
  "incorrect header check": "another header",
  "incorrect data check": "another checksum than its data has",
  "incorrect length check": "another length than its data has",
};

const troubleOf = (error: Error): Trouble => {
  const isCut = "code" in error && error.code === "Z_BUF_ERROR";
  return isCut
    ? { kind: "truncated", where: WHERE, expected: "more of it", found: "the end of the file" }
    : {
        kind: "corrupt",
        where: WHERE,
        expected: "what RFC 1952 describes",
        found: SAYS[error.message] ?? error.message,
      };
};

/** Resolves when all that comes of it has come. */
const step = (gunzip: Gunzip, start: (done: () => void) => void): Promise<Error | undefined> =>
  new Promise((resolve) => {
    gunzip.once("error", resolve);
    start(() => {
      gunzip.off("error", resolve);
      resolve(undefined);
    });
  });

async function* slicesOf(packed: AsyncIterable<Piece>): AsyncGenerator<Piece | "end"> {
  for await (const piece of packed) {
    if (!(piece instanceof Uint8Array)) yield piece;
    else for (let at = 0; at < piece.length; at += SLICE) yield piece.subarray(at, at + SLICE);
  }
  yield "end";
}

/**
 * The inflated pieces of all members, then perhaps a trouble. What is inflated is held until it is asked for, at most a
 * slice's worth: however large the whole is, and however slowly it is taken.
 */
export async function* inflate(packed: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  const gunzip = createGunzip({ chunkSize: INFLATED });
  const ready: Uint8Array[] = [];
  gunzip.on("data", (piece: Uint8Array) => ready.push(piece));
  let [taken, given] = [0, 0];
  try {
    for await (const slice of slicesOf(packed)) {
      if (slice !== "end" && !(slice instanceof Uint8Array)) {
        yield slice;
        return;
      }
      const error = await step(gunzip, (done) => {
        if (slice === "end") gunzip.once("end", done).end();
        else gunzip.write(slice, done);
      });
      taken += slice === "end" ? 0 : slice.length;
      for (const piece of ready) {
        given += piece.length;
        if (given > ALWAYS_ALLOWED && given > taken * MAX_RATIO) {
          yield bomb(taken);
          return;
        }
        yield piece;
      }
      ready.length = 0;
      if (error !== undefined) {
        yield troubleOf(error);
        return;
      }
    }
  } finally {
    gunzip.destroy();
  }
}
