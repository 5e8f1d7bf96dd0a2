/**
 * Growth without pauses: explores dining philosophers (default 17: 129,140,162 states, about 1 GB) and prints the longest
 * time between two looks at the bounds. `npm run growth -- [philosophers]`
 */
import { exploration } from "../checker/explore/breadth-first.js";
import { philosophers } from "../test/models/philosophers.js";

const steps = exploration(philosophers(Number(process.argv[2] ?? 17)), { progressEvery: 0 });
let [last, longest, at] = [performance.now(), 0, 0];
for (;;) {
  const { done, value } = steps.next();
  const now = performance.now();
  if (done === true) {
    if (value.tag === "Fault") throw new Error(value.what);
    const { states, transitions, seconds, bytesPerState } = value;
    console.log(
      `${states.toLocaleString("en-US")} states, ${transitions.toLocaleString("en-US")} transitions, ` +
        `${seconds.toFixed(0)} s, ${bytesPerState.toFixed(1)} bytes per state, ` +
        `longest pause ${longest.toFixed(0)} ms at ${at.toLocaleString("en-US")} states`,
    );
    break;
  }
  if (now - last > longest) [longest, at] = [now - last, value.states];
  last = now;
}
