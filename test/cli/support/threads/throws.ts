/** A thread that throws when it is asked anything. */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", () => {
  throw new Error("out of luck");
});
