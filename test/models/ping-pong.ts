/**
 * Two actors counting each other's messages over a network that loses and repeats them (Stateright's ping-pong, counts
 * bounded as there). Published for a bound of 5: 4,094 states.
 */
import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Message = { readonly ping: number } | { readonly pong: number };
type PingPong = { components: { pinger: number; ponger: number }; channels: { network: Message }; label: string };

const { receive, boundary, always, sometimes, system } = specify<PingPong>();

export const pingPong = (bound: number): System =>
  system({
    name: `ping-pong to ${bound}`,
    components: { pinger: [0], ponger: [0] },
    channels: { network: { discipline: "set", initial: [{ ping: 0 }] } },
    rules: [
      // A message that is received is sent back: the network may deliver it again.
      receive("pong arrives", "network", ["pinger"], ({ pinger }, message) =>
        "pong" in message && message.pong === pinger
          ? [
              {
                label: "pong",
                next: { pinger: pinger + 1 },
                send: [
                  { to: "network", message },
                  { to: "network", message: { ping: pinger + 1 } },
                ],
              },
            ]
          : [],
      ),
      receive("ping arrives", "network", ["ponger"], ({ ponger }, message) =>
        "ping" in message && message.ping === ponger
          ? [
              {
                label: "ping",
                next: { ponger: ponger + 1 },
                send: [
                  { to: "network", message },
                  { to: "network", message: { pong: ponger } },
                ],
              },
            ]
          : [],
      ),
      receive("loss", "network", [], () => [{ label: "loss" }]),
    ],
    boundaries: [boundary("counts", ["pinger", "ponger"], ({ pinger, ponger }) => pinger <= bound && ponger <= bound)],
    properties: [
      always(
        "counts differ by at most 1",
        ["pinger", "ponger"],
        ({ pinger, ponger }) => Math.abs(pinger - ponger) <= 1,
      ),
      sometimes("the bound is reached", ["pinger"], ({ pinger }) => pinger === bound),
    ],
  });
