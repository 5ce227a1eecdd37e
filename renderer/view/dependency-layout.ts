// Places for the graph: layers from left to right, what is needed before what needs it.
import { Graph, layout } from '@dagrejs/dagre';
import type { Dependency } from './dependencies.ts';

export const nodeSize = { width: 190, height: 50 } as const;

export interface Edge {
  from: string;
  to: string;
  path: string;
  /** what it needs is not up */
  cut: boolean;
}
export interface Drawing {
  width: number;
  height: number;
  places: ReadonlyMap<string, { x: number; y: number }>;
  edges: readonly Edge[];
}

export function drawingOf(all: readonly Dependency[]): Drawing {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 64, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of all) graph.setNode(name, { ...nodeSize });
  for (const { name, needs } of all) for (const need of needs) graph.setEdge(need, name);
  layout(graph);
  const places = new Map(
    all.map(({ name }) => {
      const { x, y } = graph.node(name) as { x: number; y: number };
      return [name, { x: Math.round(x - nodeSize.width / 2), y: Math.round(y - nodeSize.height / 2) }];
    }),
  );
  const edges = all.flatMap(({ name, needs, blockers }) =>
    needs.map((need) => {
      const { points = [] } = graph.edge(need, name) as { points?: { x: number; y: number }[] };
      return { from: need, to: name, path: curve(points), cut: blockers.includes(need) };
    }),
  );
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return { width: Math.ceil(width), height: Math.ceil(height), places, edges };
}

/** Leaves and arrives level, through the points between. */
function curve(points: readonly { x: number; y: number }[]): string {
  return points
    .map((point, at) => {
      const before = points[at - 1];
      if (!before) return `M${round(point.x)} ${round(point.y)}`;
      const middle = round((before.x + point.x) / 2);
      return `C${middle} ${round(before.y)} ${middle} ${round(point.y)} ${round(point.x)} ${round(point.y)}`;
    })
    .join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
