// Getting to know a machine: what its clients run by themselves, and that a person has been shown around.
import { z } from 'zod';
import { route } from './route.ts';

const area = 'engine';

export const copiesView = z.object({
  at: z.iso.datetime(),
  known: z.boolean().describe('false: the processes of this system cannot be looked at that way'),
  copies: z.array(
    z.object({
      server: z.string().describe('the server whose command line it has'),
      pid: z.number().int(),
      memory: z.number().describe('resident bytes, with everything that it started'),
      processes: z.number().int(),
    }),
  ),
});
export type CopiesView = z.infer<typeof copiesView>;

export const onboardingView = z.object({ onboarded: z.boolean(), watchOnly: z.boolean() });
export type OnboardingView = z.infer<typeof onboardingView>;

export const onboardingRoutes = {
  copies: route({
    method: 'GET',
    path: '/api/v1/copies',
    area,
    summary: 'What runs now beside Roundhouse with the command line of one of its servers; looked for when asked',
    answer: copiesView,
  }),
  finishOnboarding: route({
    method: 'POST',
    path: '/api/v1/onboarding/done',
    area,
    summary: 'A person has been shown around, or does not want to be',
    body: {
      watchOnly: z
        .boolean()
        .optional()
        .describe('true: stop everything, and start nothing by itself any more; false: back to what was wanted; left out: as it is'),
    },
    answer: onboardingView,
  }),
};
