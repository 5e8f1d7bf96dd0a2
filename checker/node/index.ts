/** What checkpoints and a frontier beyond memory need of Node. The rest of the checker runs anywhere. */
export { createCheckpoint, openCheckpoint } from "./checkpoint.js";
export type { Files } from "./files.js";
export { makeSpill } from "./spill.js";
export { isStorageError } from "../explore/storage.js";
export type { Checkpoint, Spill, StorageError, Stored } from "../explore/storage.js";
