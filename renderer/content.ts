/** Where the skip link leads. */
export const contentId = 'content';
