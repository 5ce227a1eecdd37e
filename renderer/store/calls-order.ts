// The order by calls outlives the page that shows it: who comes back finds the cards where they were.
import type { Snapshot } from '../../contract/events.ts';
import { noOrder, orderAt } from '../view/calls-order.ts';

let order = noOrder;

/** for who draws one page after the other */
export function forgetOrder(): void {
  order = noOrder;
}

export function callsOrder({ servers, calls }: Pick<Snapshot, 'servers' | 'calls'>) {
  order = orderAt(order, servers, calls);
  return order;
}
