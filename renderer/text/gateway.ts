// The words of the Gateway page.
import type { Message } from '../../contract/words/catalogue.ts';

export const gatewayText = {
  'nav.gateway': 'Gateway',
  'gateway.headline': '{clients}, {servers}',
  'gateway.clients': { one: '{n} client connected', other: '{n} clients connected' },
  'gateway.servers': { one: '{n} server', other: '{n} servers' },
  'gateway.none':
    'No client has connected since the engine started. Give one the address above, or run roundhouse clients link in a terminal.',
  'gateway.connected': 'Clients of the gateway',
  'gateway.client': 'Client',
  'gateway.profile': 'Profile',
  'gateway.surface': 'Is shown',
  'gateway.surface.full': 'every tool',
  'gateway.surface.lazy': 'a search for tools',
  'gateway.cost': 'Tool list',
  'gateway.tokens': 'about {n} tokens',
  'gateway.since': 'First seen',
  'gateway.sessions': { one: 'connected', other: '{n} sessions' },
  'gateway.gone': 'not connected now',
  'gateway.token': 'token {name}',
  'gateway.generation.handshake': 'with a session',
  'gateway.generation.stateless': 'without sessions',
  'gateway.copy': 'Copy gateway address',
  'gateway.copied': 'Address copied',
  'gateway.copy.failed': 'The browser does not let this page copy',
  'gateway.unread': 'Could not be read: {reason}',
} satisfies Record<string, Message>;
