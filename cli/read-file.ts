/** Files that a user names: bounded, UTF-8, and a clear line for each way in which that can fail. */
import { type FileHandle, open } from "node:fs/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { showText } from "../report/value.js";

/** A scenario is a page; a file as large as this is another file, named by mistake. */
export const MAX_FILE_BYTES = 2 ** 20;

const SAYS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "expected a file, got a directory",
  EACCES: "permission to read it is missing",
  EPERM: "permission to read it is missing",
  ENOTDIR: "a part of its path is not a directory",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** What the system says against opening or reading a file, in a few words. */
export const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return SAYS[code] ?? `cannot be read (${code})`;
};

/** Up to one byte more than allowed, so that a longer file shows. Works for pipes, which have no size to ask for. */
const readBounded = async (handle: FileHandle): Promise<Buffer> => {
  const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
};

const readAll = async (file: string): Promise<Buffer> => {
  const handle = await open(file, "r");
  try {
    return await readBounded(handle);
  } finally {
    await handle.close();
  }
};

const decodeText = (bytes: Buffer): E.Either<string, string> =>
  bytes.length > MAX_FILE_BYTES
    ? E.left(`expected at most ${MAX_FILE_BYTES} bytes, got more`)
    : E.tryCatch(
        () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
        () => "expected UTF-8, got other bytes",
      );

/** The text of a file, or one line that says why there is none, beginning with the file's name. */
export const readText = (file: string): TE.TaskEither<string, string> =>
  pipe(
    TE.tryCatch(() => readAll(file), whyUnreadable),
    TE.flatMapEither(decodeText),
    TE.mapLeft((says) => `${showText(file)}: ${says}`),
  );
