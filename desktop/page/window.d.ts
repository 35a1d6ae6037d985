import type { Bridge } from '../src/bridge.ts';

declare global {
  interface Window {
    readonly longshore: Bridge;
  }
}
