import { Bell, Bot, FileCog, Network, Server, Warehouse } from 'lucide-react';
import { type EventKind, kindOf, lookOf } from '../view/event-rows.ts';
import { Glyph } from './glyph.tsx';

const kindIcons: Record<EventKind, typeof Server> = {
  all: Warehouse,
  servers: Server,
  alerts: Bell,
  config: FileCog,
  clients: Bot,
  gateway: Network,
  engine: Warehouse,
};

/** The glyph of a state, or the sign of its group: what is no state never looks like one. */
export function EventSign({ type }: { type: string }) {
  const { glyph, tone } = lookOf(type);
  if (glyph !== null) return <Glyph name={glyph} tone={tone} />;
  const Icon = kindIcons[kindOf(type) ?? 'all'];
  return <Icon className="ic t3" size={13} aria-hidden="true" />;
}
