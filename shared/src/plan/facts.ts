import type { Environment } from '../model/environment.ts';
import type { ItemEstimate } from '../model/item.ts';
import type { Message } from '../model/message.ts';
import type { ServiceInStack, StackId } from '../model/service.ts';
import type { Traits } from '../model/traits.ts';

/** What the planner knows of a container: nothing of its environment or arguments. */
export interface ContainerFacts {
  id: string;
  name: string;
  service: string;
  imageId: string;
  running: boolean;
  networks: string[];
  /** Volumes, by name, and folders of the machine that it mounts. */
  mounts: { source: string; writable: boolean }[];
  /** `host`, `none`, `container:<id>` or a network. */
  networkMode: string;
  /** Looks like a database by name and is none: exporters, admin tools. */
  tool: boolean;
  /** Another container waits for it to complete. */
  oneShot: boolean;
  /** From the label `longshore.role` or the configuration. */
  reader: boolean;
}

/** Why a service could not be looked into, in the words of the failure. */
export interface Unreadable {
  ok: false;
  reason: Message;
  detail?: string;
  hint?: Message;
}

/** A data service that was looked into, or why that failed. */
export interface ServiceFacts extends ServiceInStack {
  /** Left out on purpose: label `longshore.exclude`, configuration, or `--exclude`. */
  excluded: boolean;
  inspected:
    | { ok: true; version: string; traits: Traits; items: ItemEstimate[]; warnings: Message[]; ephemeral?: Message }
    | Unreadable;
}

export interface StackFacts {
  id: StackId;
  /** Commands call it so: with its hash where another stack of the host has the same name. */
  name: string;
  host: string;
  environment: Environment;
  /** In the order in which they have to start. */
  containers: ContainerFacts[];
  services: ServiceFacts[];
  /** Containers of other stacks that share a network with a data service. */
  outsiders: string[];
  /** Earlier jobs on this stack that can be undone. */
  kept: {
    job: string;
    until: Date;
    /** Of these it keeps what it has replaced. */
    services: string[];
    /** These items it has added, by service: an undo takes them out, and nothing is kept for it. */
    added: Map<string, string[]>;
  }[];
}

/** What every plan needs and no pure function can make. */
export interface PlanSeed {
  id: string;
  now: Date;
  host: string;
  repo: string;
  /** For how many seconds what is live is watched where the request does not say. Absent: not at all. */
  watchSeconds?: number;
  /** Returns a hash of anything that JSON can say, for `Plan.basis`: equal parts have equal hashes. */
  hash(parts: unknown): string;
}
